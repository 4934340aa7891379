using AuthStrategies.Jwt.KeyStores;

namespace AuthStrategies;

/// <summary>
/// Keeps rotating keys in one JSON file that only its owner may read: for one node, or several processes on one machine or
/// one file system that honours locks. The keys in it are not encrypted. A thread-safe singleton.
/// </summary>
/// <remarks>
/// <para>
/// On Unix the file is made with mode 600, and missing directories with mode 700; a file that its group or others can read,
/// write or execute is refused. On Windows the file inherits the permissions of its directory: use one that only the
/// application's account may read.
/// </para>
/// <para>
/// A new version is written to a file beside it, flushed to the disk, and takes the old one's place in one step, so that a
/// crash at any point leaves the old or the new one. Writers take turns by a lock on a third file, which ends with the
/// process that holds it. What a crash leaves behind is harmless and need not be cleaned up. After a power failure the last
/// change may be missing.
/// </para>
/// </remarks>
public sealed class FileJwtKeyStore : IJwtKeyStore
{
    private readonly string _path;
    private readonly TimeProvider _timeProvider;

    /// <summary>Makes a store. Nothing is read or written before the first call.</summary>
    /// <param name="path">The file; a relative path starts at the current directory of this moment. Made at the first save. Beside it stand two more, ending in <c>.lock</c> and <c>.new</c>.</param>
    /// <param name="timeProvider">The clock for waiting while another process writes, 10 seconds at the most. Default: the system's.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or no path.</exception>
    public FileJwtKeyStore(string path, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
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
    /// <remarks>Waits while another process writes. Cancellation counts until the new file takes the place of the old one.</remarks>
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
