namespace AuthStrategies.Sessions;

/// <summary>What the sender of a request has proved. The default value: nothing.</summary>
/// <param name="Thumbprint">The thumbprint of the key that it has; <see langword="null"/> for none.</param>
/// <param name="Use">Makes the proof count, once, before a success is reported; <see langword="null"/> if it counts already.</param>
internal readonly record struct KeyProof(string? Thumbprint, Func<CancellationToken, ValueTask<bool>>? Use);
