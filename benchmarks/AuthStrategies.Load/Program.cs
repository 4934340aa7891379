using System.Globalization;
using AuthStrategies.Load;
using AuthStrategies.Load.Vaults;

// Logins, requests, refreshes and logouts from parallel clients over two nodes and each vault, while the vault fails. At the
// end the books must balance. --seconds N or --minutes N for the whole run (10 minutes by default), --vault NAME for one.
TimeSpan length = Length();
ILoadVault[] all = [new MemoryVault(), new RedisVault(isNearCached: false), new RedisVault(isNearCached: true), new SqliteVault(), new PostgresVault()];
string? wanted = After("--vault");
ILoadVault[] vaults = [.. all.Where(vault => wanted is null || string.Equals(vault.Name, wanted, StringComparison.OrdinalIgnoreCase))];
if (vaults.Length == 0)
{
    await Console.Error.WriteLineAsync("There is no such vault. Those there are: " + string.Join(", ", all.Select(vault => $"\"{vault.Name}\"")));
    return 2;
}

foreach (ILoadVault missing in vaults.Where(vault => vault.Missing is not null))
    await Console.Error.WriteLineAsync($"{missing.Name} is left out: {missing.Missing}");
vaults = [.. vaults.Where(vault => vault.Missing is null)];

List<Balance> balances = [];
foreach (ILoadVault vault in vaults)
    balances.Add(await LoadRun.OverAsync(vault, length / vaults.Length));

await Console.Out.WriteLineAsync(BalanceTable.Of(balances));
return balances.Count > 0 && balances.All(balance => balance.IsEven) ? 0 : 1;

TimeSpan Length() =>
    After("--seconds") is { } seconds ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))
    : After("--minutes") is { } minutes ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture))
    : TimeSpan.FromMinutes(10);

string? After(string option) => args.SkipWhile(arg => arg != option).Skip(1).FirstOrDefault();
