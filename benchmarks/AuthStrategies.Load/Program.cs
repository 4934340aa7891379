using System.Globalization;
using AuthStrategies.Load;
using AuthStrategies.Load.Stores;

// Logins, requests, refreshes and logouts from parallel clients over two nodes and each store, while the store fails. At the
// end the books must balance. --seconds N or --minutes N for the whole run (10 minutes by default), --store NAME for one or several.
TimeSpan length = Length();
ILoadStore[] all =
[
    new InMemoryLoadStore(), new RedisLoadStore(isNearCached: false), new RedisLoadStore(isNearCached: true), new SentinelLoadStore(), new EvictingLoadStore(),
    new SqliteLoadStore(), new PostgresLoadStore(),
];
string[] wanted = [.. args.Zip(args.Skip(1)).Where(pair => pair.First == "--store").Select(pair => pair.Second)];
ILoadStore[] stores = [.. all.Where(targetStore => wanted.Length == 0 || wanted.Contains(targetStore.Name, StringComparer.OrdinalIgnoreCase))];
if (stores.Length == 0)
{
    await Console.Error.WriteLineAsync("There is no such store. Those there are: " + string.Join(", ", all.Select(targetStore => $"\"{targetStore.Name}\"")));
    return 2;
}

foreach (ILoadStore missing in stores.Where(targetStore => targetStore.Missing is not null))
    await Console.Error.WriteLineAsync($"{missing.Name} is left out: {missing.Missing}");
stores = [.. stores.Where(targetStore => targetStore.Missing is null)];

List<Balance> balances = [];
foreach (ILoadStore targetStore in stores)
    balances.Add(await LoadRun.OverAsync(targetStore, length / stores.Length));

await Console.Out.WriteLineAsync(BalanceTable.Of(balances));
return balances.Count > 0 && balances.All(balance => balance.IsEven) ? 0 : 1;

TimeSpan Length() =>
    After("--seconds") is { } seconds ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))
    : After("--minutes") is { } minutes ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture))
    : TimeSpan.FromMinutes(10);

string? After(string option) => args.SkipWhile(arg => arg != option).Skip(1).FirstOrDefault();
