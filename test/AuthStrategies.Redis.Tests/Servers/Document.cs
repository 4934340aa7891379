namespace AuthStrategies.Redis.Tests.Servers;

/// <summary>The connection strings of docs/redis.md, with the addresses of servers of the test. Nothing is added to them.</summary>
internal static class Document
{
    public static string Text => File.ReadAllText(FilePath);

    public static string FilePath
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "AuthStrategies.sln")))
                folder = folder.Parent;
            return Path.Combine(folder.FullName, "docs", "redis.md");
        }
    }

    /// <summary>The list of servers.</summary>
    public static string List(params string[] endPoints) => Fill("redis-1:6379,redis-2:6379", "redis-", 6379, endPoints);

    /// <summary>The Sentinels, and the name of the primary.</summary>
    public static string Sentinels(params string[] endPoints) => Fill("sentinel-1:26379,sentinel-2:26379,sentinel-3:26379,serviceName=sessions", "sentinel-", 26379, endPoints);

    private static string Fill(string line, string host, int port, string[] endPoints)
    {
        Assert.That(Text.Split('\n'), Has.One.EqualTo(line), "the connection string of the document");
        for (int i = 0; i < endPoints.Length; i++)
            line = line.Replace($"{host}{i + 1}:{port}", endPoints[i], StringComparison.Ordinal);
        return line;
    }
}
