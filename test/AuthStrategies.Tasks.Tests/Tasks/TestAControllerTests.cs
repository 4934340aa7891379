using AuthStrategies.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tasks.Tests.Tasks;

/// <summary>Task 7: a controller is tested without keys, store or server.</summary>
[TestFixture]
[Page("docs/testing.md#A logged-in user")]
public sealed class TestAControllerTests
{
    [Test]
    public async Task Introspect_LiveCredential_IsActive()
    {
        FakeAuthStrategy fake = new();
        IssuedCredential alice = fake.LogIn("alice", "admin");

        IActionResult answer = await new TokensController(fake).IntrospectAsync(alice.Value);

        Assert.That(((OkObjectResult)answer).Value, Is.EqualTo("alice"));
    }

    [Test]
    public async Task Introspect_ExpiredCredential_IsNotFound()
    {
        FakeTimeProvider clock = new();
        FakeAuthStrategy fake = new(timeProvider: clock);
        IssuedCredential alice = fake.LogIn("alice");
        clock.Advance(fake.Lifetime);

        IActionResult answer = await new TokensController(fake).IntrospectAsync(alice.Value);

        Assert.That(answer, Is.InstanceOf<NotFoundResult>());
    }

    [Test]
    public async Task Introspect_Refused_IsNotFound()
    {
        FakeAuthStrategy fake = new() { FailsWith = AuthFailureReason.Revoked };

        IActionResult answer = await new TokensController(fake).IntrospectAsync(fake.LogIn("alice").Value);

        Assert.That(answer, Is.InstanceOf<NotFoundResult>());
    }

    [Test]
    public async Task Introspect_StoreIsDown_IsNeitherYesNorNo()
    {
        FakeAuthStrategy fake = new();
        string credential = fake.LogIn("alice").Value;
        fake.IsBroken = true;

        IActionResult answer = await new TokensController(fake).IntrospectAsync(credential);

        Assert.That(((StatusCodeResult)answer).StatusCode, Is.EqualTo(503));
    }

    /// <summary>What the reader has written.</summary>
    private sealed class TokensController(IAuthStrategy strategy) : ControllerBase
    {
        public async Task<IActionResult> IntrospectAsync(string token)
        {
            try
            {
                AuthResult result = await strategy.AuthenticateAsync(token);
                return result.Succeeded ? Ok(result.Principal.Identity!.Name) : NotFound();
            }
            catch (SessionStoreException)
            {
                return StatusCode(503);
            }
        }
    }
}
