namespace AuthStrategies.Jwt.KeyStores;

/// <summary>
/// A writer's turn: an exclusive lock on a file that holds nothing. The system ends it with the stream or the process, so
/// that no lock outlives its holder, and the file itself stays: deleting it would let two writers lock two files of one name.
/// </summary>
internal static class KeyFileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for the turn; disposing the stream ends it.</summary>
    /// <exception cref="IOException">Others held it all the time.</exception>
    public static async Task<FileStream> TakeAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return OwnerOnlyFile.Open(path, FileMode.OpenOrCreate);
            }
            catch (IOException) when (File.Exists(path) && time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
