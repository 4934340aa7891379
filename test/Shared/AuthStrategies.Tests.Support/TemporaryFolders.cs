namespace AuthStrategies.Tests.Support;

/// <summary>Folders of programs that a test has started.</summary>
public static class TemporaryFolders
{
    /// <summary>Deletes a folder. A process that the program has started may still write there for a moment, so it is tried again.</summary>
    public static Task DeleteAsync(string folder) => Until.TrueAsync(() => TryDelete(folder));

    private static bool TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
