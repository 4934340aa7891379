using System.Globalization;
using System.Text.RegularExpressions;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AuthStrategies.Tasks.Tests.Tasks;

/// <summary>Task 9: how much memory does a Redis need? The numbers of the page are checked against a real server.</summary>
[TestFixture]
[Page("docs/operations.md#How much memory")]
public sealed partial class SizeAClusterTests
{
    private const int Users = 1_000;

    [TestCase(1)]
    [TestCase(4)]
    public async Task BytesOfLogins_InRedis_AreThoseOfThePage(int sessionsOfAUser)
    {
        if (RedisProcess.Missing is { } missing)
            Assert.Ignore(missing);
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using ServiceProvider provider = Application(auth => auth.UseRedis(o =>
        {
            o.Configuration = redis.EndPoint;
            o.KeyPrefix = "shop";
            o.OperationTimeout = TimeLimits.Generous;
        }));
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        await strategy.IssueAsync(TestPrincipals.Of("first", "customer"));
        await using ConnectionMultiplexer connection = await redis.ConnectAsync();
        long empty = await UsedAsync(connection);

        await LogInAsync(strategy, sessionsOfAUser, Users);

        double bytes = (double)(await UsedAsync(connection) - empty) / Users;
        double page = Number("Redis", 1) + ((sessionsOfAUser - 1) * Number("Redis", 2));
        Assert.That(bytes, Is.InRange(0.8 * page, page), $"{bytes:0} bytes a user");
    }

    [Test]
    public async Task BytesOfLogins_InMemory_AreThoseOfThePage()
    {
        await using ServiceProvider provider = Application(_ => { });
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        await LogInAsync(strategy, 1, Users);
        // What earlier tests have left is to be gone before, not while, it is counted.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await LogInAsync(strategy, 1, 100 * Users);

        double bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / (100 * Users);
        Assert.That(bytes, Is.InRange(0.8 * Number("in memory", 1), Number("in memory", 1)), $"{bytes:0} bytes a login");
    }

    [Test]
    public void Arithmetic_OfThePage_IsRight()
    {
        MatchCollection rows = Row().Matches(Page);

        Assert.That(rows, Has.Count.GreaterThanOrEqualTo(3));
        foreach (Match row in rows)
        {
            double gigabytes = double.Parse(row.Groups[3].Value, CultureInfo.InvariantCulture);
            double bytes = (Value(row.Groups[1]) * Number("Redis", 1)) + (Value(row.Groups[2]) * Number("Redis", 2));

            Assert.That(gigabytes, Is.EqualTo(bytes / 1e9).Within(0.01), row.Value);
        }
    }

    private static string Page => DocumentedBlocks.Page("docs/operations.md");

    private static ServiceProvider Application(Action<IAuthStrategyBuilder> store)
    {
        ServiceCollection services = new();
        store(services.AddLogging().AddAuthStrategy().AddSession());
        return services.BuildServiceProvider();
    }

    private static async Task LogInAsync(IAuthStrategy strategy, int sessionsOfAUser, int users)
    {
        for (int i = 0; i < users * sessionsOfAUser; i++)
            await strategy.IssueAsync(TestPrincipals.Of($"{(i / sessionsOfAUser) + 1_000_000}", "customer"));
    }

    // The bytes of the first session of a user, and of each further one.
    private static double Number(string store, int column) =>
        Value(Regex.Match(Page, $@"^\| {store} \| ([\d,]+) bytes \| ([\d,]+) bytes", RegexOptions.Multiline).Groups[column]);

    private static double Value(Group text) => double.Parse(text.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    // MEMORY USAGE counts what one key takes, with its place in the table of keys.
    private static async Task<long> UsedAsync(ConnectionMultiplexer connection)
    {
        IDatabase database = connection.GetDatabase();
        long sum = 0;
        await foreach (RedisKey key in connection.GetServers().Single().KeysAsync(pattern: "shop:*", pageSize: 1_000))
            sum += (long)await database.ExecuteAsync("MEMORY", "USAGE", key, "SAMPLES", "0");
        return sum;
    }

    [GeneratedRegex(@"^\| ([\d,]+) users \| ([\d,]+) \| ([\d.]+) GB", RegexOptions.Multiline)]
    private static partial Regex Row();
}
