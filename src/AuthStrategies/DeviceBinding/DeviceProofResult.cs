using System.Diagnostics.CodeAnalysis;

namespace AuthStrategies;

/// <summary>The answer of <see cref="DeviceProofVerifier"/>. Immutable.</summary>
#pragma warning disable CA1815 // Results are not compared.
public readonly struct DeviceProofResult
#pragma warning restore CA1815
{
    internal DeviceProofResult(DeviceProofError error) => Error = error;

    internal DeviceProofResult(DeviceKey key, string challenge) => (Key, Challenge) = (key, challenge);

    /// <summary>Whether the proof is signed by the key. Its challenge is not checked yet.</summary>
    [MemberNotNullWhen(true, nameof(Key), nameof(Challenge))]
    public bool Succeeded => Key is not null;

    /// <summary>Why it is refused; <see cref="DeviceProofError.NoError"/> if it is not, and in a default value. Decide by <see cref="Succeeded"/>.</summary>
    public DeviceProofError Error { get; }

    /// <summary>The key that signed it; <see langword="null"/> if it is refused.</summary>
    public DeviceKey? Key { get; }

    /// <summary>The challenge that it answers (<c>jti</c>); <see langword="null"/> if it is refused.</summary>
    public string? Challenge { get; }

    /// <summary>The error; safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"DeviceProofResult {{ Error = {Error} }}";
}
