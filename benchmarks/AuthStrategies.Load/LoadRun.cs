using System.Diagnostics;
using AuthStrategies.Load.Stores;
using AuthStrategies.Load.Traffic;

namespace AuthStrategies.Load;

/// <summary>Loads one store, hurts it, and checks the books.</summary>
internal static class LoadRun
{
    private const int Clients = 16;

    public static async Task<Balance> OverAsync(ILoadStore targetStore, TimeSpan length)
    {
        await targetStore.StartAsync();
        Faults faults = new();
        var key = JwtKey.Generate("ES256");
        await using Node one = new(targetStore, key, faults);
        await using Node two = new(targetStore, key, faults);
        Node[] nodes = [one, two];
        Client[] clients = [.. Enumerable.Range(0, Clients).Select(number => new Client($"user-{number}", nodes, targetStore.MaxStaleness, targetStore.MayForget))];
        int hurts;
        using (CancellationTokenSource end = new(length))
        {
            Task[] traffic = [.. clients.Select(client => Task.Run(() => client.RunAsync(end.Token)))];
            hurts = await WatchAsync(targetStore, clients, length, end.Token);
            await Task.WhenAll(traffic);
        }

        faults.AreOn = false;
        await ResolveAsync(clients);
        await Task.Delay(targetStore.MaxStaleness);
        foreach (Client client in clients)
            await CheckAsync(client, nodes, targetStore.MayForget);
        Balance balance = Sum(targetStore, length, clients, faults, hurts);
        await Console.Error.WriteLineAsync($"\r  {targetStore.Name}: {(balance.IsEven ? "the books balance" : "WRONG")}                         ");
        foreach (string wrong in balance.Wrongs.Take(20))
            await Console.Error.WriteLineAsync("    " + wrong);
        await targetStore.DisposeAsync();
        return balance;
    }

    /// <summary>Says how it goes, and hurts the store every few seconds.</summary>
    private static async Task<int> WatchAsync(ILoadStore targetStore, Client[] clients, TimeSpan length, CancellationToken end)
    {
        int hurts = 0;
        long started = Stopwatch.GetTimestamp();
        TimeSpan hurtsEvery = TimeSpan.FromSeconds(Math.Clamp(length.TotalSeconds / 3, 1.5, 20));
        while (!end.IsCancellationRequested)
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
            await Console.Error.WriteAsync($"\r  {targetStore.Name}: {elapsed.TotalSeconds:F0} of {length.TotalSeconds:F0} s, {clients.Sum(client => client.Ledger.Requests):N0} requests, {clients.Sum(client => client.Ledger.Logouts):N0} logouts, {clients.Sum(client => client.Ledger.Unanswered):N0} cannot tell ");
            if (targetStore is not InMemoryLoadStore && elapsed > hurtsEvery * (hurts + 1) && elapsed < length * 0.9)
            {
                await targetStore.HurtAsync(CancellationToken.None);
                hurts++;
            }

            await Task.Delay(200, CancellationToken.None);
        }

        return hurts;
    }

    private static async Task ResolveAsync(Client[] clients)
    {
        for (int attempt = 0; attempt < 50; attempt++)
        {
            try
            {
                foreach (Client client in clients)
                    await client.ResolveAsync();
                return;
            }
            catch (Exception exception) when (exception is SessionStoreException or OperationCanceledException)
            {
                await Task.Delay(200);
            }
        }

        throw new TimeoutException("The store does not recover.");
    }

    /// <summary>Every session that should live does, on every node and in the list; none that should not.</summary>
    private static async Task CheckAsync(Client client, Node[] nodes, bool mayForget)
    {
        foreach (Node node in nodes)
        {
            foreach (ClientSession session in client.Live.ToArray())
            {
                AuthResult result = await node.Strategy(session.Strategy).AuthenticateAsync(session.Access);
                if (!result.Succeeded && !client.IsForgotten(session, result.Failure))
                    client.Ledger.Wrong($"at the end a live {session.Strategy} session is refused: {result.Failure}");
            }

            foreach (ClientSession session in client.Ended.ToArray())
            {
                if ((await node.Strategy(session.Strategy).AuthenticateAsync(session.Access)).Succeeded)
                    client.Ledger.Wrong($"at the end an ended {session.Strategy} session is accepted");
            }

            await CheckListAsync(client, node, mayForget);
        }
    }

    private static async Task CheckListAsync(Client client, Node node, bool mayForget)
    {
        HashSet<SessionId> listed = [.. (await node.Directory.ListAsync(client.Subject)).Select(session => session.Id)];

        HashSet<SessionId> live = [.. client.Live.Select(session => session.Id)];
        if (!mayForget && !live.IsSubsetOf(listed))
            client.Ledger.Wrong($"{live.Except(listed).Count()} live session(s) are not in the list");
        if (listed.Overlaps(client.Ended.Select(session => session.Id)))
            client.Ledger.Wrong("an ended session is in the list");
        if (listed.Except(live).Count() > client.Ledger.Orphans)
            client.Ledger.Wrong($"the list holds {listed.Except(live).Count()} sessions that no client knows, and only {client.Ledger.Orphans} logins failed");
    }

    private static Balance Sum(ILoadStore targetStore, TimeSpan length, Client[] clients, Faults faults, int hurts) => new(
        targetStore.Name,
        length,
        clients.Sum(client => client.Ledger.Logins),
        clients.Sum(client => client.Ledger.Requests),
        clients.Sum(client => client.Ledger.Refreshes),
        clients.Sum(client => client.Ledger.Logouts),
        clients.Sum(client => client.Ledger.Unanswered),
        faults.Injected,
        hurts,
        clients.Sum(client => client.Ledger.Forgotten),
        clients.Sum(client => client.Ledger.Missed),
        clients.Sum(client => client.Live.Count),
        clients.Max(client => client.Ledger.LongestDelay),
        [.. clients.SelectMany(client => client.Ledger.Wrongs)]);
}
