namespace AuthStrategies.Jwt.KeyStores;

/// <summary>
/// The lock of a writer: an exclusive lock on an empty file. The system releases it with the stream or the process, so
/// that no lock outlives its owner. The file itself stays: if it were deleted, two writers could lock two files of the same name.
/// </summary>
internal static class KeyFileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for the lock; disposing the stream releases it.</summary>
    /// <exception cref="IOException">Other processes had the lock for the whole waiting time.</exception>
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
