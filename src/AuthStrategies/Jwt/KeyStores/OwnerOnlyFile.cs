namespace AuthStrategies.Jwt.KeyStores;

/// <summary>Files and directories that only their owner may use. On Windows the permissions of the directory decide that.</summary>
internal static class OwnerOnlyFile
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FileMode700 = FileMode600 | UnixFileMode.UserExecute;

    /// <summary>Creates a directory and its missing parents. The names of new ones are on the disk when the call returns.</summary>
    public static void CreateDirectory(string path, KeyFileSystem system)
    {
        if (Directory.Exists(path))
            return;

        string? parent = Path.GetDirectoryName(path);
        if (parent is not null)
            CreateDirectory(parent, system);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, FileMode700);
        if (parent is not null)
            system.FlushDirectory(parent);
    }

    /// <summary>Opens a file for writing, exclusively; creates it with mode 600.</summary>
    /// <exception cref="IOException">Another process has it open.</exception>
    public static FileStream Open(string path, FileMode mode)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode600;
        return new FileStream(path, options);
    }

    /// <summary>Refuses a place in which another user could put another file, and a link: a save would replace the link and not the file.</summary>
    /// <exception cref="JwtKeyStoreException">The place is not safe.</exception>
    /// <exception cref="IOException">A directory on the way does not exist.</exception>
    public static void CheckPlace(string path, KeyFileSystem system)
    {
        if (OperatingSystem.IsWindows())
            return;

        new DirectoryCheck(Path.GetDirectoryName(path)!, system).Run();
        if (new FileInfo(path).LinkTarget is not null)
            throw new JwtKeyStoreException($"The key file \"{path}\" is a symbolic link, which a new version of the keys would replace. Configure the path of the file itself. Links to its directory are followed.");
    }

    /// <summary>Refuses an open file that others than its owner may use, or that belongs to another user than this process's or root.</summary>
    /// <exception cref="JwtKeyStoreException">Others may use it.</exception>
    public static void Check(FileStream file, KeyFileSystem system)
    {
        if (OperatingSystem.IsWindows())
            return;

        // Checks the open file instead of the path, so that the checked file is the one that is read.
        UnixFileMode mode = File.GetUnixFileMode(file.SafeFileHandle);
        if ((mode & ~FileMode700) != 0)
            throw new JwtKeyStoreException($"Other users can read or write the key file \"{file.Name}\" (mode {Convert.ToString((int)mode, 8)}), which contains private keys. Run chmod 600 \"{file.Name}\". If another user may have read the file, replace its keys too.");
        if (system.OwnerOfFile(file.SafeFileHandle) is { } owner && system.IsOther(owner))
            throw new JwtKeyStoreException($"The key file \"{file.Name}\" belongs to another user (user id {owner}), who can read and replace the private keys. Run chown {system.CurrentUser} \"{file.Name}\", and replace its keys: IJwtKeyRotation.ReplaceAllKeysAsync.");
    }
}
