using System.Security.Claims;
using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authorization;

/// <summary>
/// A client has the cookie of alice for the scheme Web and the token of bob for the scheme Api. No evaluation of a policy, wherever it is
/// made, gives a user with the claims of both.
/// </summary>
[TestFixture]
[Property("Requirement", "B-05")]
public sealed class SchemePolicyEvaluatorTests
{
    internal const string WebCookie = "__Host-web";

    internal static readonly AuthorizationPolicy BothSchemes = Policy("Web", "Api");

    private static readonly string[] Ways =
    [
        "/metadata", "/filter", "/factory", "/code", "/code/asked", "/code/repeated", "/code/default", "/code/foreign", "/code/sequence", "/handled",
    ];

    /// <summary>Each way in which a policy with two schemes is evaluated, with each combination of credentials and with two and three strategies.</summary>
    [Test]
    public async Task Authenticate_PolicyWithTwoSchemesEvaluatedInEachWay_GivesOneUser([ValueSource(nameof(Ways))] string way, [Values(2, 3)] int strategies)
    {
        await using TestHost host = await StartAsync(strategies);
        (string web, string bob, string alice) = await LogInAsync(host);
        List<string> wrong = [];

        foreach (string cookie in new[] { "", web, "AAAA" + web[4..] })
        {
            foreach (string token in new[] { "", bob, alice, bob[..^4] + "AAAA" })
            {
                RawAnswer answer = await host.SendAsync($"GET {way}", Headers(cookie, token));
                string actual = answer.Status == 200 ? $"200 {answer.Body}" : $"{answer.Status}";
                string expected = (cookie, token) switch
                {
                    ("", "") => "401",
                    ("", _) => token == bob ? "200 bob" : token == alice ? "200 alice" : "401",
                    (_, "") => cookie == web ? "200 alice" : "401",
                    _ => "400",
                };
                if (actual != expected)
                    wrong.Add($"cookie {cookie.Length > 0}, token {token.Length > 0}: {actual} instead of {expected}");
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    /// <summary>The name of a scheme does not say that it forwards to one of ours.</summary>
    [TestCase("cookie", "200 alice")]
    [TestCase("token", "200 bob")]
    [TestCase("cookie token", "400 ")]
    public async Task Authenticate_PolicyWithASchemeThatForwardsToOurs_GivesOneUser(string credentials, string expected)
    {
        await using TestHost host = await StartAsync(strategies: 2);
        (string web, string bob, _) = await LogInAsync(host);

        RawAnswer answer = await host.SendAsync("GET /code/forwarded", Headers(credentials.Contains("cookie", StringComparison.Ordinal) ? web : "", credentials.Contains("token", StringComparison.Ordinal) ? bob : ""));

        Assert.That($"{answer.Status} {(answer.Status == 200 ? answer.Body : "")}", Is.EqualTo(expected));
    }

    /// <summary>Code that wants to look at both users asks for each, before and after a policy was evaluated.</summary>
    [TestCase("Web Api", "alice bob")]
    [TestCase("Web both Api", "alice - bob")]
    [TestCase("both Web Api both", "- alice bob -")]
    [TestCase("Web one:Web Api one:Api both", "alice alice bob bob -")]
    public async Task Authenticate_SchemesAskedForThemselves_EachAnswers(string asked, string expected)
    {
        await using TestHost host = await StartAsync(strategies: 2);
        (string web, string bob, _) = await LogInAsync(host);

        RawAnswer answer = await host.SendAsync($"GET /ask?{string.Join('&', asked.Split(' ').Select(word => $"w={word}"))}", Headers(web, bob));

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, expected)));
    }

    /// <summary>A policy with one scheme that a filter or code evaluates shows the application the user of that scheme.</summary>
    [TestCase("Web", "alice Authenticated Web")]
    [TestCase("Api", "bob Authenticated Api")]
    [TestCase("Web,Api", "- InvalidRequest -")]
    public async Task Authenticate_PolicyEvaluatedByCode_IsWhatTheFeatureDescribes(string schemes, string expected)
    {
        await using TestHost host = await StartAsync(strategies: 2);
        (string web, string bob, _) = await LogInAsync(host);

        RawAnswer answer = await host.SendAsync($"GET /feature?schemes={schemes}", Headers(web, bob));

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, expected)));
    }

    [Test]
    public async Task UseAspNetCore_ApplicationHasAnEvaluator_KeepsIt([Values] bool isFirst)
    {
        await using TestHost host = await TestHost.StartAsync(
            strategies: b =>
            {
                b.AddSession();
                if (isFirst)
                    b.Services.AddTransient<IPolicyEvaluator, OwnEvaluator>();
            },
            services: services =>
            {
                if (!isFirst)
                    services.AddTransient<IPolicyEvaluator, OwnEvaluator>();
            });

        Assert.That(host.App.Services.GetRequiredService<IPolicyEvaluator>(), Is.TypeOf<OwnEvaluator>());
    }

    internal static string Describe(ClaimsPrincipal user) => user.Identities.Any(identity => identity.IsAuthenticated) ? string.Join('+', user.Identities.Select(identity => identity.Name)) : "-";

    private static AuthorizationPolicy Policy(params string[] schemes) => new AuthorizationPolicyBuilder(schemes).RequireAuthenticatedUser().Build();

    private static string[] Headers(string cookie, string token) =>
        [.. new[] { cookie.Length > 0 ? $"Cookie: {WebCookie}={cookie}" : "", token.Length > 0 ? $"Authorization: Bearer {token}" : "" }.Where(header => header.Length > 0)];

    private static async Task<(string Web, string Bob, string Alice)> LogInAsync(TestHost host) => (
        (await host.SendAsync("POST /login/alice?scheme=Web")).CookieValue(WebCookie)!,
        (await host.LogInForTokenAsync("bob", "?scheme=Api")).AccessToken,
        (await host.LogInForTokenAsync("alice", "?scheme=Api")).AccessToken);

    private static Task<TestHost> StartAsync(int strategies) => TestHost.StartAsync(
        b =>
        {
            b.AddSession("Web").AddJwt("Api", Logins.Jwt);
            if (strategies > 2)
                b.AddSession("Other");
        },
        o =>
        {
            (o.Strategy("Web").Transport, o.Strategy("Web").Cookie.Name) = (CredentialTransport.Cookie, WebCookie);
            o.Strategy("Api").Transport = CredentialTransport.Bearer;
            if (strategies > 2)
                (o.Strategy("Other").Transport, o.Strategy("Other").Cookie.Name) = (CredentialTransport.Cookie, "__Host-other");
        },
        services =>
        {
            services.AddAuthentication().AddCookie("Foreign").AddPolicyScheme("Forwarding", null, o => o.ForwardDefault = "Web");
            services.AddControllers().AddApplicationPart(typeof(SchemePolicyEvaluatorTests).Assembly);
            services.AddSingleton<IAuthorizationMiddlewareResultHandler, DescribingResultHandler>();
        },
        Map);

    private static void Map(WebApplication app)
    {
        app.MapControllers();
        app.MapGet("/metadata", (ClaimsPrincipal user) => Describe(user)).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "Web,Api" });
        app.MapGet("/handled", () => "not reached").RequireAuthorization(BothSchemes).WithMetadata("describe");
        app.MapGet("/code", async Task<IResult> (HttpContext context) => await EvaluateAsync(context, BothSchemes));
        app.MapGet("/code/asked", async (HttpContext context) =>
        {
            await context.AuthenticateAsync("Web");
            await context.AuthenticateAsync("Api");
            return await EvaluateAsync(context, BothSchemes);
        });
        app.MapGet("/code/repeated", async Task<IResult> (HttpContext context) => await EvaluateAsync(context, Policy("Api", "Web", "Api")));
        app.MapGet("/code/default", async Task<IResult> (HttpContext context) => await EvaluateAsync(context, Policy(AuthStrategyDefaults.Scheme, "Web", "Api")));
        app.MapGet("/code/forwarded", async Task<IResult> (HttpContext context) => await EvaluateAsync(context, Policy("Forwarding", "Api")));
        app.MapGet("/code/foreign", async Task<IResult> (HttpContext context) => await EvaluateAsync(context, Policy("Foreign", "Web", "Api")));
        app.MapGet("/code/sequence", async (HttpContext context) =>
        {
            await EvaluateAsync(context, Policy("Web"));
            await EvaluateAsync(context, Policy("Api"));
            return await EvaluateAsync(context, BothSchemes);
        });
        app.MapGet("/ask", async (HttpContext context, string[] w) =>
        {
            List<string> users = [];
            foreach (string word in w)
                users.Add(await AskAsync(context, word));
            return string.Join(' ', users);
        });
        app.MapGet("/feature", async (HttpContext context, string schemes) =>
        {
            IPolicyEvaluator evaluator = context.RequestServices.GetRequiredService<IPolicyEvaluator>();
            await evaluator.AuthenticateAsync(Policy(schemes.Split(',')), context);
            IAuthRequestFeature feature = context.Features.Get<IAuthRequestFeature>()!;
            return $"{Describe(context.User)} {feature.Outcome} {feature.Strategy ?? "-"}";
        });
    }

    private static async Task<string> AskAsync(HttpContext context, string word)
    {
        if (word != "both" && !word.StartsWith("one:", StringComparison.Ordinal))
            return (await context.AuthenticateAsync(word)).Principal?.Identity?.Name ?? "-";

        AuthorizationPolicy policy = word == "both" ? BothSchemes : Policy(word[4..]);
        return (await context.RequestServices.GetRequiredService<IPolicyEvaluator>().AuthenticateAsync(policy, context)).Principal is { } user ? Describe(user) : "-";
    }

    /// <summary>As a filter of an application that evaluates a policy itself.</summary>
    private static async Task<IResult> EvaluateAsync(HttpContext context, AuthorizationPolicy policy)
    {
        IPolicyEvaluator evaluator = context.RequestServices.GetRequiredService<IPolicyEvaluator>();
        AuthenticateResult authenticated = await evaluator.AuthenticateAsync(policy, context);
        PolicyAuthorizationResult result = await evaluator.AuthorizeAsync(policy, authenticated, context, context);
        bool isAllowed = (await context.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, null, policy)).Succeeded;
        if (result.Succeeded != isAllowed)
            return Results.Text("The service says something else than the evaluator.");
        return result.Succeeded ? Results.Text(Describe(context.User)) : Results.Challenge(authenticationSchemes: [.. policy.AuthenticationSchemes.Where(scheme => scheme != "Foreign")]);
    }

    private sealed class OwnEvaluator(IAuthorizationService authorization) : PolicyEvaluator(authorization);

    /// <summary>Describes the user that the middleware has made.</summary>
    private sealed class DescribingResultHandler : IAuthorizationMiddlewareResultHandler
    {
        private readonly AuthorizationMiddlewareResultHandler _usual = new();

        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
            authorizeResult.Succeeded && context.GetEndpoint()?.Metadata.GetMetadata<string>() == "describe"
                ? context.Response.WriteAsync(Describe(context.User))
                : _usual.HandleAsync(next, context, policy, authorizeResult);
    }
}

/// <summary>Makes the filter anew for each request, so that no metadata says which schemes it names.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothSchemesFactoryAttribute : Attribute, IFilterFactory
{
    public bool IsReusable => false;

    public IFilterMetadata CreateInstance(IServiceProvider serviceProvider) => new AuthorizeFilter(SchemePolicyEvaluatorTests.BothSchemes);
}

/// <summary>A filter that is among the filters of the action, but not among the metadata of its endpoint.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothSchemesFilterAttribute() : TypeFilterAttribute(typeof(BothSchemesFilter));

/// <summary>The filter of an application.</summary>
public sealed class BothSchemesFilter() : AuthorizeFilter(SchemePolicyEvaluatorTests.BothSchemes);

/// <summary>Actions whose policies are in filters.</summary>
[ApiController]
public sealed class FilterFactoryController : ControllerBase
{
    [HttpGet("/factory")]
    [BothSchemesFactory]
    public string Factory() => SchemePolicyEvaluatorTests.Describe(User);

    [HttpGet("/filter")]
    [BothSchemesFilter]
    public string Filter() => SchemePolicyEvaluatorTests.Describe(User);
}
