namespace AuthStrategies.Jwt.KeyStores;

/// <summary>Files and directories that only their owner may use. On Windows the permissions of the directory decide that.</summary>
internal static class OwnerOnlyFile
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FileMode700 = FileMode600 | UnixFileMode.UserExecute;

    /// <summary>Creates a directory and its missing parents.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, FileMode700);
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

    /// <summary>Refuses an open file that others than its owner may use.</summary>
    /// <exception cref="JwtKeyStoreException">Others may use it.</exception>
    public static void Check(FileStream file)
    {
        if (OperatingSystem.IsWindows())
            return;

        // Checks the open file instead of the path, so that the checked file is the one that is read.
        UnixFileMode mode = File.GetUnixFileMode(file.SafeFileHandle);
        if ((mode & ~FileMode700) != 0)
            throw new JwtKeyStoreException($"Other users can read or write the key file \"{file.Name}\" (mode {Convert.ToString((int)mode, 8)}), which contains private keys. Run chmod 600 \"{file.Name}\". If another user may have read the file, replace its keys too.");
    }
}
