using AuthStrategies.Jwt.KeyStores;

namespace AuthStrategies;

/// <summary>
/// Keeps rotating keys in one JSON file that only its owner may read: for one node, or for several processes on one machine or
/// on one file system that supports locks. The keys in the file are not encrypted. A thread-safe singleton.
/// </summary>
/// <remarks>
/// <para>
/// On Unix the file is created with mode 600, and missing directories with mode 700; a file that its group or others can read,
/// write or execute is refused. On Windows the file inherits the permissions of its directory: use a directory that only the
/// application's account may read.
/// </para>
/// <para>
/// A new version is written to a second file, flushed to the disk, and replaces the old file in one step, so that after a
/// crash either the old or the new version exists. A lock on a third file lets one writer write at a time; the lock ends with
/// its process. Files that remain after a crash are harmless and need no cleanup. A power failure may lose the last change.
/// </para>
/// </remarks>
public sealed class FileJwtKeyStore : IJwtKeyStore
{
    private readonly string _path;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates a store. It reads or writes nothing before the first call.</summary>
    /// <param name="path">
    /// The file; a relative path starts at the current directory at the time of this call. The first save creates it. Two more files beside
    /// it end in <c>.lock</c> and <c>.new</c>.
    /// </param>
    /// <param name="timeProvider">The clock for the wait while another process writes, at most 10 seconds. Default: the system clock.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or not a path.</exception>
    public FileJwtKeyStore(string path, TimeProvider? timeProvider = null)
    {
        OptionMessages.RequireText(path, "The path of the key store", "the path of the file for the keys", "UseFileJwtKeyStore(\"/var/lib/shop/keys.json\")");
        _path = Path.GetFullPath(path);
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc />
    public async ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(strategy);
        try
        {
            KeyFile file = await KeyFile.ReadAsync(_path, cancellationToken).ConfigureAwait(false);
            return file.Find(strategy);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JwtKeyStoreException($"The key file \"{_path}\" cannot be read; the inner exception says why.", exception);
        }
    }

    /// <inheritdoc />
    /// <remarks>Waits while another process writes. Cancellation has an effect until the new file replaces the old one.</remarks>
    public async ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(strategy);
        ArgumentNullException.ThrowIfNull(document);
        try
        {
            OwnerOnlyFile.CreateDirectory(Path.GetDirectoryName(_path)!);
            FileStream turn = await KeyFileLock.TakeAsync(_path + ".lock", _timeProvider, cancellationToken).ConfigureAwait(false);
            await using (turn.ConfigureAwait(false))
            {
                KeyFile file = await KeyFile.ReadAsync(_path, cancellationToken).ConfigureAwait(false);
                if ((file.Find(strategy)?.Version ?? 0) != document.Version - 1)
                    return false;

                await file.With(strategy, document).WriteAsync(_path, cancellationToken).ConfigureAwait(false);
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JwtKeyStoreException($"The key file \"{_path}\" cannot be written; the inner exception says why.", exception);
        }
    }
}
