using System.Runtime.Versioning;

namespace AuthStrategies.Jwt.KeyStores;

/// <summary>
/// Refuses a directory of keys in which, or above which, another user could put other files. Each link on the way is followed: the place
/// where it lies and the place where it leads must both be safe.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DirectoryCheck(string directory, KeyFileSystem system)
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const int MaxLinks = 40;

    /// <exception cref="JwtKeyStoreException">Another user could put other files there.</exception>
    /// <exception cref="IOException">A directory on the way does not exist or cannot be examined.</exception>
    public void Run()
    {
        Stack<string> rest = new(Names(directory));
        string current = "/";
        for (int links = 0; rest.TryPop(out string? name);)
        {
            // The target of a link may contain "..".
            string next = Path.GetFullPath(name, current);
            if (new DirectoryInfo(next).LinkTarget is not { } target)
            {
                current = next;
                Check(current);
                continue;
            }

            if (++links > MaxLinks)
                throw new IOException($"There are too many symbolic links on the way to \"{directory}\".");
            foreach (string part in Names(target))
                rest.Push(part);
            current = Path.IsPathRooted(target) ? "/" : current;
        }

        if ((File.GetUnixFileMode(current) & OthersWrite) != 0)
            throw Refused(current, "its group or other users can write to it", $"chmod go-w \"{current}\"");
    }

    // The last name first, so that the first one lies on top of a stack.
    private static IEnumerable<string> Names(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".").Reverse();

    private void Check(string current)
    {
        UnixFileMode mode = File.GetUnixFileMode(current);
        if (system.OwnerOfDirectory(current) is { } owner && system.IsOther(owner))
            throw Refused(current, $"it belongs to another user (user id {owner})", $"chown {system.CurrentUser} \"{current}\"");
        // In a directory with the sticky bit, such as /tmp, a user cannot replace what belongs to others.
        if (mode.HasFlag(UnixFileMode.OtherWrite) && !mode.HasFlag(UnixFileMode.StickyBit))
            throw Refused(current, "every user can write to it", $"chmod o-w \"{current}\"");
    }

    private JwtKeyStoreException Refused(string current, string why, string command) =>
        new($"The key file must not be in \"{directory}\". The directory \"{current}\" on the way to it is not safe: {why}, so others could replace the private keys. Choose a directory of the application's own, which the store creates if it is missing, or run {command}.");
}
