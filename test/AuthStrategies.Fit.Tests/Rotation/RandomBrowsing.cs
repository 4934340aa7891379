using System.Net;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>
/// One honest browser that does what browsers do in a random order: pages, bursts, slow and aborted requests, lost and late
/// answers, refreshes and pauses. The seed gives the order of the steps.
/// </summary>
internal sealed class RandomBrowsing(RotationApp app, int seed)
{
    // A request is under way for less than LateRequestWindow, and the session is used before it idles out.
    private static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(50);

    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(31), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(11), TimeSpan.FromMinutes(16), TimeSpan.FromMinutes(40)];

    private static readonly (string Line, BrowserRequestKind Kind)[] Requests =
    [
        ("GET /me", BrowserRequestKind.Fetch), ("GET /me", BrowserRequestKind.Fetch), ("GET /me", BrowserRequestKind.Image), ("GET /me", BrowserRequestKind.Prefetch),
        ("GET /page", BrowserRequestKind.Navigation), ("GET /page", BrowserRequestKind.AddressBar), ("GET /chain/2", BrowserRequestKind.Navigation),
        ("POST /form", BrowserRequestKind.Navigation), ("POST /claims", BrowserRequestKind.Fetch), ("POST /auth/refresh", BrowserRequestKind.Fetch),
        ("HEAD /tagged", BrowserRequestKind.Fetch), ("GET /tagged", BrowserRequestKind.Fetch), ("GET /public", BrowserRequestKind.Fetch), ("GET /throw", BrowserRequestKind.Fetch),
    ];

    private readonly Random _random = new(seed);
    private readonly List<string> _steps = [];
    private readonly List<Slow> _slow = [];
    private BrowserClient _browser = null!;
    private DateTimeOffset _lastAsked;
    private int _named;

    /// <summary>The steps until now, for the message of a failure.</summary>
    public string Steps => $"seed {seed}: {string.Join(", ", _steps)}";

    /// <summary>Logs in, takes the steps, and logs out.</summary>
    public async Task RunAsync(int steps)
    {
        _browser = await app.LogInAsync(_random.Next(2) == 0 ? HttpVersion.Version11 : HttpVersion.Version20);
        _lastAsked = app.Time.GetUtcNow();
        for (int i = 0; i < steps; i++)
            await StepAsync();
        while (_slow.Count > 0)
            await FinishAsync();
        await AskAsync();
        await CheckAsync("logout", _browser.AskAsync("POST /auth/logout"));
        Assert.That((await _browser.AskAsync("GET /me")).Status, Is.EqualTo(401), Steps);
    }

    private Task StepAsync() => _random.Next(16) switch
    {
        < 4 => AskAsync(),
        < 6 => BurstAsync(),
        < 8 => StartSlowAsync(isOnItsWay: false),
        8 => StartSlowAsync(isOnItsWay: true),
        < 11 => FinishAsync(),
        11 => LoseAsync(),
        _ => PauseAsync(Pauses[_random.Next(Pauses.Length)]),
    };

    private Task AskAsync()
    {
        (string line, BrowserRequestKind kind) = Requests[_random.Next(Requests.Length)];
        _lastAsked = app.Time.GetUtcNow();
        return CheckAsync($"{line} ({kind})", _browser.AskAsync(line, kind));
    }

    private Task BurstAsync() => Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AskAsync()).ToArray());

    /// <summary>A request whose server is slow, or whose answer is long on its way.</summary>
    private async Task StartSlowAsync(bool isOnItsWay)
    {
        string name = $"{seed}-{_named++}";
        _steps.Add($"start {name}{(isOnItsWay ? " (late answer)" : "")}");
        TaskCompletionSource<bool> network = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PausePoints.PausePoint answered = app.Pauses[name + "-answered"];
        BrowserRequest request = isOnItsWay
            ? _browser.Start("GET /me", delivers: Deliver)
            : _browser.Start($"GET /pause/{name}");
        await (isOnItsWay ? answered : app.Pauses[name]).ReachedAsync();
        _slow.Add(new(name, request, network, app.Time.GetUtcNow()));
        _lastAsked = app.Time.GetUtcNow();

        Task<bool> Deliver()
        {
            answered.SetReached();
            return network.Task;
        }
    }

    /// <summary>One of the slow requests gets its answer, or is aborted, or its answer is lost.</summary>
    private async Task FinishAsync()
    {
        if (_slow.Count == 0)
            return;

        Slow slow = _slow[_random.Next(_slow.Count)];
        _slow.Remove(slow);
        if (_random.Next(3) == 0)
        {
            _steps.Add($"abort {slow.Name}");
            await slow.Request.AbortAsync();
            app.Pauses[slow.Name].Release();
            return;
        }

        app.Pauses[slow.Name].Release();
        slow.Network.SetResult(_random.Next(3) > 0);
        await CheckAsync($"finish {slow.Name}", slow.Request.Answer);
    }

    private Task LoseAsync()
    {
        (string line, BrowserRequestKind kind) = Requests[_random.Next(Requests.Length)];
        _steps.Add($"lose {line} ({kind})");
        _lastAsked = app.Time.GetUtcNow();
        return _browser.LoseAsync(line, kind);
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        DateTimeOffset then = app.Time.GetUtcNow() + pause;
        while (_slow.Any(slow => then - slow.Since > LongestRequest))
            await FinishAsync();
        if (then - _lastAsked > LongestPause)
            await AskAsync();
        _steps.Add($"pause {pause}");
        app.Time.Advance(pause);
    }

    private async Task CheckAsync(string step, Task<BrowserAnswer> answer)
    {
        int index = _steps.Count;
        _steps.Add(step);
        BrowserAnswer given = await answer;
        _steps[index] += $" {given.Status}{(given.SetCookies.Count > 0 ? " rotated" : "")}";
        Assert.That(given.Status, Is.Not.AnyOf(400, 401, 503), () => Steps);
    }

    private sealed record Slow(string Name, BrowserRequest Request, TaskCompletionSource<bool> Network, DateTimeOffset Since);
}
