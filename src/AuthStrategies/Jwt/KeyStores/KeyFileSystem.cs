using Microsoft.Win32.SafeHandles;

namespace AuthStrategies.Jwt.KeyStores;

/// <summary>What a key file needs of the system beside reading and writing. A test replaces single parts. Immutable.</summary>
internal sealed record KeyFileSystem
{
    public static KeyFileSystem Real { get; } = new();

    /// <summary>Waits until the content of a file is on the disk.</summary>
    public Action<SafeFileHandle> FlushFile { get; init; } = RandomAccess.FlushToDisk;

    /// <summary>
    /// Waits until the names in a directory are on the disk: without this, a loss of power can bring the old file back. Windows has no such
    /// call for a directory: NTFS writes renames to its journal, and the last ones may be lost.
    /// </summary>
    public Action<string> FlushDirectory { get; init; } = static path =>
    {
        if (OperatingSystem.IsWindows())
            return;

        using SafeFileHandle directory = UnixFile.OpenDirectory(path);
        RandomAccess.FlushToDisk(directory);
    };

    /// <summary>The user whose rights decide which files this process may use; <see langword="null"/> where owners are not known.</summary>
    public uint? CurrentUser { get; init; } = OperatingSystem.IsLinux() ? UnixFile.CurrentUser : null;

    /// <summary>Who owns an open file; <see langword="null"/> where owners are not known.</summary>
    public Func<SafeFileHandle, uint?> OwnerOfFile { get; init; } = static file => OperatingSystem.IsLinux() ? UnixFile.OwnerOf(file) : null;

    /// <summary>Who owns a directory; <see langword="null"/> where owners are not known.</summary>
    public Func<string, uint?> OwnerOfDirectory { get; init; } = static path => OperatingSystem.IsLinux() ? UnixFile.OwnerOf(path) : null;

    /// <summary>Whether a user is neither this one nor root, which may do everything.</summary>
    public bool IsOther(uint? owner) => owner is not null && owner != 0 && owner != CurrentUser;
}
