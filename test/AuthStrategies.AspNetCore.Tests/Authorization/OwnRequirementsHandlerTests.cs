using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Authorization;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authorization;

/// <summary>One handler finds the requirements of both kinds, each of them and no other, in any policy.</summary>
[TestFixture]
public sealed class OwnRequirementsHandlerTests
{
    private static readonly TimeSpan LoggedInAgo = TimeSpan.FromMinutes(2);

    private static IEnumerable<TestCaseData> Policies()
    {
        yield return Row("None", [], []);
        yield return Row("OthersOnly", [new DenyAnonymousAuthorizationRequirement()], []);
        yield return Row("BothKinds", [Claim("name"), Fresh(3)], [0, 1]);
        yield return Row("BothKindsAmongOthers", [Fresh(3), new DenyAnonymousAuthorizationRequirement(), Claim("name")], [0, 2]);
        yield return Row("BothKindsOneOfThemNotMet", [Claim("none"), Fresh(3)], [1]);
        yield return Row("BothKindsTheOtherNotMet", [Claim("name"), Fresh(1)], [0]);
        yield return Row("Duplicates", [Claim("name"), Claim("name"), Fresh(3), Fresh(3)], [0, 1, 2, 3]);
        yield return Row("DuplicatesOfDifferentLimits", [Fresh(1), Fresh(3), Claim("none"), Claim("name")], [1, 3]);
        yield return Row("Derived", [new DerivedRequirement("name"), new DerivedRequirement("none")], [0]);

        static TestCaseData Row(string name, IAuthorizationRequirement[] requirements, int[] met) => new TestCaseData(requirements, met).SetName("HandleAsync_" + name);
    }

    [TestCaseSource(nameof(Policies))]
    public async Task HandleAsync_Policy_MeetsWhatIsMet(IAuthorizationRequirement[] requirements, int[] met)
    {
        await using TestApplication app = await TestApplication.StartAsync(services => services.AddAuthStrategy().AddSession().UseAspNetCore(), _ => { });
        DefaultHttpContext context = await LoggedInAsync(app);

        // A list, and what can only be enumerated.
        IEnumerable<IAuthorizationRequirement>[] forms = [requirements, requirements.Where(_ => true)];
        foreach (IEnumerable<IAuthorizationRequirement> form in forms)
        {
            AuthorizationHandlerContext evaluation = new(form, context.User, context);
            foreach (IAuthorizationHandler handler in app.Services.GetServices<IAuthorizationHandler>().OfType<OwnRequirementsHandler>())
                await handler.HandleAsync(evaluation);

            int[] pending = [.. requirements.Index().Where(entry => evaluation.PendingRequirements.Contains(entry.Item)).Select(entry => entry.Index)];
            Assert.That(Enumerable.Range(0, requirements.Length).Except(pending), Is.EqualTo(met));
            Assert.That(evaluation.HasFailed, Is.False);
        }
    }

    [Test]
    public void Services_ApplicationWithOurs_HasOneHandlerOfBothKinds()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession().AddJwt(Logins.Jwt).UseAspNetCore().UseAspNetCore();

        Assert.That(services.Count(service => service.ServiceType == typeof(IAuthorizationHandler) && service.ImplementationType?.Assembly == typeof(OwnRequirementsHandler).Assembly), Is.EqualTo(1));
    }

    private static ClaimsAuthorizationRequirement Claim(string type) => new(type, null);

    private static FreshAuthenticationRequirement Fresh(int minutes) => new(TimeSpan.FromMinutes(minutes));

    private static async Task<DefaultHttpContext> LoggedInAsync(TestApplication app)
    {
        DefaultHttpContext context = new() { RequestServices = app.Services };
        context.Request.Method = "GET";
        context.Request.Headers.Cookie = "__Host-auth=" + (await app.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice)).Value;
        app.Time.Advance(LoggedInAgo);
        context.User = (await app.Services.GetRequiredService<RequestAuthenticator>().AuthenticateAsync(context)).Result.Principal!;
        return context;
    }

    private sealed class DerivedRequirement(string type) : ClaimsAuthorizationRequirement(type, null);
}
