using System.Globalization;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <content>
/// Each combination of times and flags beside the framework's cookie handler: both give the same, or what <see cref="Differences"/> says.
/// Both have one hour without activity; ours has 30 days in total, and the framework has no such end.
/// </content>
public sealed partial class SignInPropertiesTests
{
    private const string InBox = "InBox";
    private const string Ours = "Session";

    private static readonly int?[] Expiries = [null, -5, 30, 180];
    private static readonly int?[] Issues = [null, -30, -120, 3, 60];
    private static readonly bool?[] Refreshes = [null, true, false];

    /// <summary>The documented differences (docs/http.md), applied in this order to what the framework gives.</summary>
    private static readonly Difference[] Differences =
    [
        new("A session that would have ended already, or a login in the future, is a mistake of the application.", c => c.IsRefused, (_, _) => Observation.Refused),
        new("A login up to 5 minutes in the future is one of a clock ahead, and counts as now.", c => c is { Issued: 3, IsRefused: false }, (_, o) => o with { Issued = "0" }),
        new("IssuedUtc is the time of the login. It shortens no session: without ExpiresUtc the hour begins at the sign-in.", c => c is { Expires: null, Issued: not null, IsRefused: false }, (c, o) => o with
        {
            Issued = Math.Min(c.Issued!.Value, 0).ToString(CultureInfo.InvariantCulture),
            Expires = "60",
            Rest = c.Rest,
            Active = c.Slides ? Observation.Alive(until: 240) : Observation.Alive(until: 60),
            CookieEnd = c.Persistent ? "60" : "",
        }),
        new("ExpiresUtc is the end of the session, which no activity moves. Before it the hour without activity counts too.", c => c is { Expires: > 0, Slides: true, IsRefused: false }, (c, o) => o with
        {
            Expires = Math.Min(c.Expires!.Value, 60).ToString(CultureInfo.InvariantCulture),
            Active = Observation.Alive(until: c.Expires.Value),
            Idle = "401",
        }),
        new("A persistent cookie that no rotation renews lasts as long as its session can; the server keeps the hour.", c => c is { Persistent: true, Expires: null, Slides: true, IsRefused: false }, (_, o) => o with { CookieEnd = "43200" }),
    ];

    private static IEnumerable<PropertiesCase> Matrix() =>
        from persistent in (bool[])[false, true]
        from expires in Expiries
        from issued in Issues
        from refresh in Refreshes
        select new PropertiesCase(persistent, expires, issued, refresh);

    [Test]
    public async Task SignIn_WithEachCombination_GivesWhatAddCookieGives()
    {
        await using TestHost host = await StartBesideCookieAsync();
        using HttpClient http = host.App.CreateClient();
        PropertiesCase[] cases = [.. Matrix()];
        List<Watched> watched = [];
        foreach (PropertiesCase @case in cases)
        {
            foreach (string scheme in (string[])[InBox, Ours])
                watched.Add(await Watched.SignInAsync(http, scheme, @case));
        }

        for (int minutes = 0; minutes < 240; minutes += 40)
        {
            foreach (Watched one in watched)
                await one.AskAsync(http, isActive: true);
            host.App.Time.Advance(TimeSpan.FromMinutes(40));
            if (minutes == 40)
            {
                foreach (Watched one in watched)
                    await one.AskAsync(http, isActive: false);
            }
        }

        HashSet<Difference> seen = [];
        foreach (PropertiesCase @case in cases)
        {
            Observation expected = watched.Single(one => one.Case == @case && one.Scheme == InBox).Observation;
            foreach (Difference difference in Differences.Where(difference => difference.Where(@case)))
            {
                Observation changed = difference.Apply(@case, expected);
                if (changed != expected)
                    seen.Add(difference);
                expected = changed;
            }

            Assert.That(watched.Single(one => one.Case == @case && one.Scheme == Ours).Observation, Is.EqualTo(expected), @case.ToString());
        }

        Assert.That(Differences.Except(seen), Is.Empty, "each difference is one");
    }

    [TestCase(null, null, null)]
    [TestCase("/x?a=1", "/x?a=1", "/x?a=1")]
    [TestCase("~/x", "~/x", "/x", Description = "The root of the application is resolved.")]
    [TestCase("https://evil.example/x", "https://evil.example/x", null, Description = "Another host is never followed.")]
    [TestCase("//evil.example/x", "//evil.example/x", null, Description = "Nor is it without a scheme.")]
    [TestCase("/\\evil.example", "/\\evil.example", null, Description = "Browsers read a backslash as a slash.")]
    [TestCase("javascript:alert(1)", "javascript:alert(1)", null, Description = "Nor is another scheme.")]
    public async Task SignIn_WithARedirectUri_GoesWhereAddCookieGoesIfItIsLocal(string? redirect, string? inBox, string? ours)
    {
        await using TestHost host = await StartBesideCookieAsync();
        string to = redirect is null ? "" : $"&to={Uri.EscapeDataString(redirect)}";

        RawAnswer theirs = await host.SendAsync($"POST /beside?scheme={InBox}&user=alice&persistent=false{to}");
        RawAnswer answer = await host.SendAsync($"POST /beside?scheme={Ours}&user=alice&persistent=false{to}");

        Assert.That((theirs.Status, theirs.One("Location")), Is.EqualTo((inBox is null ? 200 : 302, inBox)));
        Assert.That((answer.Status, answer.One("Location")), Is.EqualTo((ours is null ? 200 : 302, ours)));
    }

    private static Task<TestHost> StartBesideCookieAsync() => TestHost.StartAsync(
        builder => builder.AddSession(options =>
        {
            (options.IdleTimeout, options.AbsoluteTimeout) = (TimeSpan.FromHours(1), TimeSpan.FromDays(30));
            (options.PersistentIdleTimeout, options.PersistentAbsoluteTimeout) = (TimeSpan.FromHours(1), TimeSpan.FromDays(30));
        }),
        services: services => services.AddAuthentication().AddCookie(InBox, options =>
        {
            options.Cookie.Name = "__Host-inbox";
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            options.ExpireTimeSpan = TimeSpan.FromHours(1);
            options.LoginPath = "/nowhere";
        }),
        map: app =>
        {
            app.MapPost("/beside", async (HttpContext context, TimeProvider time, string scheme, string user, bool persistent, int? expires, int? issued, bool? refresh, string? to) =>
            {
                DateTimeOffset now = time.GetUtcNow();
                AuthenticationProperties properties = new() { IsPersistent = persistent, AllowRefresh = refresh, RedirectUri = to, ExpiresUtc = now.AddMinutes(expires ?? 0), IssuedUtc = now.AddMinutes(issued ?? 0) };
                if (expires is null)
                    properties.ExpiresUtc = null;
                if (issued is null)
                    properties.IssuedUtc = null;
                properties.Items["cart"] = "42";
                properties.Parameters["parameter"] = "x";
                await context.SignInAsync(scheme, Logins.User(user), properties);
            });
            app.MapGet("/beside", async (HttpContext context, string scheme) =>
            {
                AuthenticateResult result = await context.AuthenticateAsync(scheme);
                if (!result.Succeeded)
                    return Results.StatusCode(401);

                AuthenticationProperties properties = result.Properties;
                return Results.Text($"{Minutes(properties.IssuedUtc)}, {Minutes(properties.ExpiresUtc)}, persistent {properties.IsPersistent}, refresh {properties.AllowRefresh}, cart {properties.Items["cart"]}, to {properties.RedirectUri}, parameters {properties.Parameters.Count}");
            });
        });

    private static string Minutes(DateTimeOffset? time) =>
        time is { } given ? (given - new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)).TotalMinutes.ToString("0.##", CultureInfo.InvariantCulture) : "none";

    /// <summary>One sign-in, with its times in minutes from now.</summary>
    private sealed record PropertiesCase(bool Persistent, int? Expires, int? Issued, bool? Refresh)
    {
        public bool IsRefused => Expires < 0 || Issued > 5;

        public bool Slides => Refresh != false;

        public string Rest => $"persistent {Persistent}, refresh {Refresh}, cart 42, to , parameters 0";

        public string Query => string.Join('&', new (string Name, object? Value)[] { ("persistent", Persistent), ("expires", Expires), ("issued", Issued), ("refresh", Refresh) }
            .Where(pair => pair.Value is not null).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Name}={pair.Value}")));
    }

    /// <summary>Where ours differs.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Where">The sign-ins.</param>
    /// <param name="Apply">What ours gives, from what the framework gives.</param>
    private sealed record Difference(string Reason, Func<PropertiesCase, bool> Where, Func<PropertiesCase, Observation, Observation> Apply);

    /// <summary>What can be seen of a sign-in: times in minutes, statuses of a request every 40 minutes, and the status after 80 minutes without one.</summary>
    private sealed record Observation(string Login, string CookieEnd, string Issued, string Expires, string Rest, string Active, string Idle)
    {
        public static Observation Refused { get; } = new("500", "", "", "", "", Alive(until: 0), "401");

        public static string Alive(int until) => string.Join(' ', Enumerable.Range(0, 6).Select(i => i * 40 < until ? "200" : "401"));
    }

    /// <summary>Two clients of one combination: one sends a request every 40 minutes, the other one only after 80 minutes.</summary>
    private sealed class Watched(string scheme, PropertiesCase @case, string login)
    {
        private readonly Dictionary<bool, string?> _cookies = [];
        private readonly List<string> _active = [];
        private string _idle = "", _properties = "";
        private string? _cookieEnd;

        public string Scheme => scheme;

        public PropertiesCase Case => @case;

        public Observation Observation
        {
            get
            {
                string[] parts = _properties.Split(", ", 3);
                return parts.Length < 3
                    ? new(login, _cookieEnd ?? "", "", "", "", string.Join(' ', _active), _idle)
                    : new(login, _cookieEnd ?? "", parts[0], parts[1], parts[2], string.Join(' ', _active), _idle);
            }
        }

        public static async Task<Watched> SignInAsync(HttpClient http, string scheme, PropertiesCase @case)
        {
            Watched? watched = null;
            foreach (bool isActive in (bool[])[true, false])
            {
                string query = $"?scheme={scheme}&user={Guid.NewGuid():N}&{@case.Query}";
                using HttpResponseMessage response = await http.PostAsync(new Uri("/beside" + query, UriKind.Relative), content: null);
                watched ??= new(scheme, @case, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
                watched.Take(response, isActive);
            }

            return watched!;
        }

        public async Task AskAsync(HttpClient http, bool isActive)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, $"/beside?scheme={scheme}");
            if (_cookies.GetValueOrDefault(isActive) is { } cookie)
                request.Headers.Add("Cookie", cookie);
            using HttpResponseMessage response = await http.SendAsync(request);
            string status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            if (!isActive)
                _idle = status;
            else
                _active.Add(status);
            if (isActive && _active.Count == 1)
                _properties = await response.Content.ReadAsStringAsync();
            Take(response, isActive);
        }

        private void Take(HttpResponseMessage response, bool isActive)
        {
            if (!response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines))
                return;

            string line = lines.Last();
            string? expires = line.Split(';').Select(part => part.Trim()).FirstOrDefault(part => part.StartsWith("expires=", StringComparison.OrdinalIgnoreCase));
            _cookieEnd ??= expires is null ? "" : Minutes(DateTimeOffset.Parse(expires["expires=".Length..], CultureInfo.InvariantCulture));
            _cookies[isActive] = line.Split(';')[0];
        }
    }
}
