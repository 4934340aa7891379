using AuthStrategies.Jwt.KeyStores;

namespace AuthStrategies;

/// <summary>
/// Keeps rotating keys in one JSON file that only its owner may read: for one node, or for several processes on one machine or
/// on one file system that supports locks. The store encrypts nothing; <c>ProtectJwtKeys…</c> protects the private keys in every store. A
/// thread-safe singleton.
/// </summary>
/// <remarks>
/// <para>
/// On Unix the file is created with mode 600, and missing directories with mode 700. Refused are: a file that its group or others can read,
/// write or execute; a symbolic link in the place of the file; a directory that its group or others can write to; a directory above it
/// that every user can write to, unless it has the sticky bit; and, on Linux, a file or directory of another user than this process's or
/// root. Links among the directories are followed, and both ends are checked. On Windows nothing of this is checked, and the file
/// inherits the permissions of its directory: use a directory that only the application's account may use.
/// </para>
/// <para>
/// A new version is written to a second file, flushed to the disk, and replaces the old file in one step, so that after a
/// crash either the old or the new version exists. Then the directory is flushed, so that a saved version also survives a loss of power;
/// Windows has no such call, so there the last change may be lost. A lock on a third file lets one writer write at a time; the lock ends
/// with its process. Files that remain after a crash are harmless and need no cleanup.
/// </para>
/// </remarks>
public sealed class FileJwtKeyStore : IJwtKeyStore
{
    private readonly string _path;
    private readonly TimeProvider _timeProvider;
    private readonly KeyFileSystem _system;

    /// <summary>Creates a store. It reads or writes nothing before the first call.</summary>
    /// <param name="path">
    /// The file; a relative path starts at the current directory at the time of this call. The first save creates it. Two more files beside
    /// it end in <c>.lock</c> and <c>.new</c>.
    /// </param>
    /// <param name="timeProvider">The clock for the wait while another process writes, at most 10 seconds. Default: the system clock.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or not a path.</exception>
    public FileJwtKeyStore(string path, TimeProvider? timeProvider = null)
        : this(path, timeProvider ?? TimeProvider.System, KeyFileSystem.Real)
    {
    }

    internal FileJwtKeyStore(string path, TimeProvider timeProvider, KeyFileSystem system)
    {
        OptionMessages.RequireText(path, "The path of the key store", "the path of the file for the keys", "UseFileJwtKeyStore(\"/var/lib/shop/keys.json\")");
        _path = Path.GetFullPath(path);
        _timeProvider = timeProvider;
        _system = system;
    }

    /// <inheritdoc />
    public async ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(strategy);
        try
        {
            KeyFile file = await KeyFile.ReadAsync(_path, _system, cancellationToken).ConfigureAwait(false);
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
            OwnerOnlyFile.CreateDirectory(Path.GetDirectoryName(_path)!, _system);
            OwnerOnlyFile.CheckPlace(_path, _system);
            FileStream turn = await KeyFileLock.TakeAsync(_path + ".lock", _timeProvider, cancellationToken).ConfigureAwait(false);
            await using (turn.ConfigureAwait(false))
            {
                KeyFile file = await KeyFile.ReadAsync(_path, _system, cancellationToken).ConfigureAwait(false);
                if ((file.Find(strategy)?.Version ?? 0) != document.Version - 1)
                    return false;

                await file.With(strategy, document).WriteAsync(_path, _system, cancellationToken).ConfigureAwait(false);
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JwtKeyStoreException($"The key file \"{_path}\" cannot be written; the inner exception says why.", exception);
        }
    }
}
