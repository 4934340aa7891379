using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace AuthStrategies.Jwt.KeyStores;

/// <summary>What the base library does not offer on Unix: who owns a file (on Linux), and a handle of a directory.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixFile
{
    // The kernel defines this structure once for all processors, unlike that of stat.
    private const int StatxSize = 256;
    private const int OwnerAt = 20;
    private const uint OwnerWanted = 0x08;
    private const int CurrentDirectory = -100;
    private const int EmptyPath = 0x1000;

    private const int CloseOnExec = 0x80000;

    /// <summary>The user of this process, whose rights decide which files it may use.</summary>
    public static uint CurrentUser => GetUser();

    /// <summary>Who owns an open file.</summary>
    /// <exception cref="IOException">The system cannot tell.</exception>
    [SupportedOSPlatform("linux")]
    public static uint OwnerOf(SafeFileHandle file)
    {
        bool added = false;
        try
        {
            file.DangerousAddRef(ref added);
            return Owner((int)file.DangerousGetHandle(), "", EmptyPath);
        }
        finally
        {
            if (added)
                file.DangerousRelease();
        }
    }

    /// <summary>Who owns a directory; links are followed.</summary>
    /// <exception cref="IOException">The system cannot tell.</exception>
    [SupportedOSPlatform("linux")]
    public static uint OwnerOf(string path) => Owner(CurrentDirectory, path, 0);

    /// <summary>Opens a directory for reading.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenDirectory(string path)
    {
        int file = Open(path, OperatingSystem.IsLinux() ? CloseOnExec : 0);
        return file < 0 ? throw Failed(path) : new((nint)file, ownsHandle: true);
    }

    private static uint Owner(int directory, string path, int flags)
    {
        Span<byte> facts = stackalloc byte[StatxSize];
        return Statx(directory, path, flags, OwnerWanted, facts) == 0 ? BitConverter.ToUInt32(facts[OwnerAt..]) : throw Failed(path);
    }

    private static IOException Failed(string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new($"\"{path}\": {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetUser();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int directory, string path, int flags, uint wanted, Span<byte> facts);
}
