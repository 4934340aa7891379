using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Claims;

/// <summary>RequireClaim over users of ours and of other handlers.</summary>
[TestFixture]
public sealed class ClaimUnderEitherNameTests
{
    private static readonly (string Type, string[]? Values)[] Requirements =
    [
        ("email", null), (ClaimTypes.Email, null), ("EMAIL", null), ("email", ["a@example"]), (ClaimTypes.Email, ["x", "a@example"]), ("email", ["A@example"]), ("email", []),
        ("x", null), ("x", ["1"]), ("X", ["1"]), ("x", ["2"]), ("none", null), ("none", ["1"]), ("", null),
    ];

    [Test]
    public async Task HandleAsync_UserOfAnotherHandler_AnswersAsTheFrameworkAlone([Values] bool isAuthenticated)
    {
        ClaimsPrincipal user = new(new ClaimsIdentity([new("email", "a@example"), new("x", "1")], isAuthenticated ? "other" : null));

        foreach ((string type, string[]? values) in Requirements)
            Assert.That(await AskAsync(Services(ours: true), user, type, values), Is.EqualTo(await AskAsync(Services(ours: false), user, type, values)), type);
    }

    [Test]
    public async Task HandleAsync_UserOfOurs_MayHaveEitherName()
    {
        await using ServiceProvider services = Services(ours: true);
        IAuthStrategy strategy = services.GetRequiredService<IAuthStrategy>();
        IssuedCredential credential = await strategy.IssueAsync(new(new ClaimsIdentity([new("sub", "a"), new("email", "a@example"), new("x", "1")], "p")));
        ClaimsPrincipal user = (await strategy.AuthenticateAsync(credential.Value)).Principal!;

        bool[] answers = await Task.WhenAll(Requirements.Select(requirement => AskAsync(services, user, requirement.Type, requirement.Values)));

        Assert.That(answers, Is.EqualTo(new[] { true, true, true, true, true, false, true, true, true, true, false, false, false, false }));
    }

    [Test]
    public async Task HandleAsync_NoUser_IsNotAllowed()
    {
        await using ServiceProvider services = Services(ours: true);
        IAuthorizationHandler handler = services.GetServices<IAuthorizationHandler>().Single(one => one.GetType().Name == "OwnRequirementsHandler");
        AuthorizationHandlerContext context = new([new ClaimsAuthorizationRequirement("email", null)], null!, null);

        await handler.HandleAsync(context);

        Assert.That(context.HasSucceeded, Is.False);
    }

    private static async Task<bool> AskAsync(ServiceProvider services, ClaimsPrincipal user, string type, string[]? values) =>
        (await services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(user, null, [new ClaimsAuthorizationRequirement(type, values)])).Succeeded;

    private static ServiceProvider Services(bool ours)
    {
        ServiceCollection services = new();
        services.AddLogging().AddAuthorization();
        if (ours)
            services.AddAuthStrategy().AddSession().UseAspNetCore();
        return services.BuildServiceProvider();
    }
}
