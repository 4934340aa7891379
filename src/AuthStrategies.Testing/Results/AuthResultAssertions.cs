using System.Runtime.CompilerServices;
using System.Security.Claims;

namespace AuthStrategies.Testing;

/// <summary>
/// What tests demand of results, for every test framework: each demand throws an <see cref="AuthAssertionException"/> if it
/// is not met, and hands out what the test goes on with. No message shows a credential.
/// </summary>
public static class AuthResultAssertions
{
    /// <summary>Demands a success.</summary>
    /// <param name="result">The result.</param>
    /// <param name="expression">What was written for <paramref name="result"/>; the compiler fills it in.</param>
    /// <returns>The principal.</returns>
    /// <exception cref="AuthAssertionException">It failed or was not applicable.</exception>
    public static ClaimsPrincipal ShouldSucceed(this AuthResult result, [CallerArgumentExpression(nameof(result))] string? expression = null) =>
        result.Succeeded ? result.Principal : throw Unmet(expression, "succeed", result.ToString());

    /// <summary>Demands a failure for a reason.</summary>
    /// <param name="result">The result.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="expression">What was written for <paramref name="result"/>; the compiler fills it in.</param>
    /// <returns>The failure.</returns>
    /// <exception cref="AuthAssertionException">It succeeded, was not applicable, or failed for another reason.</exception>
    public static AuthFailure ShouldFailWith(this AuthResult result, AuthFailureReason reason, [CallerArgumentExpression(nameof(result))] string? expression = null) =>
        result.Failure is { } failure && failure.Reason == reason ? failure : throw Unmet(expression, $"fail with {reason}", result.ToString());

    /// <summary>Demands that the text was not of the strategy's kind.</summary>
    /// <param name="result">The result.</param>
    /// <param name="expression">What was written for <paramref name="result"/>; the compiler fills it in.</param>
    /// <exception cref="AuthAssertionException">It succeeded or failed.</exception>
    public static void ShouldNotApply(this AuthResult result, [CallerArgumentExpression(nameof(result))] string? expression = null)
    {
        if (result.IsApplicable)
            throw Unmet(expression, "be not applicable", result.ToString());
    }

    /// <summary>Demands a success.</summary>
    /// <param name="result">The result.</param>
    /// <param name="expression">What was written for <paramref name="result"/>; the compiler fills it in.</param>
    /// <returns>The fresh credential.</returns>
    /// <exception cref="AuthAssertionException">It failed or was not applicable.</exception>
    public static IssuedCredential ShouldSucceed(this RefreshResult result, [CallerArgumentExpression(nameof(result))] string? expression = null) =>
        result.Succeeded ? result.Credential : throw Unmet(expression, "succeed", result.ToString());

    /// <summary>Demands a failure for a reason.</summary>
    /// <param name="result">The result.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="expression">What was written for <paramref name="result"/>; the compiler fills it in.</param>
    /// <returns>The failure.</returns>
    /// <exception cref="AuthAssertionException">It succeeded, was not applicable, or failed for another reason.</exception>
    public static AuthFailure ShouldFailWith(this RefreshResult result, AuthFailureReason reason, [CallerArgumentExpression(nameof(result))] string? expression = null) =>
        result.Failure is { } failure && failure.Reason == reason ? failure : throw Unmet(expression, $"fail with {reason}", result.ToString());

    /// <summary>Demands that the text was not of a kind the strategy refreshes.</summary>
    /// <param name="result">The result.</param>
    /// <param name="expression">What was written for <paramref name="result"/>; the compiler fills it in.</param>
    /// <exception cref="AuthAssertionException">It succeeded or failed.</exception>
    public static void ShouldNotApply(this RefreshResult result, [CallerArgumentExpression(nameof(result))] string? expression = null)
    {
        if (result.IsApplicable)
            throw Unmet(expression, "be not applicable", result.ToString());
    }

    // Results mask credentials in their text; the expression is source code, which holds none unless the test's author wrote it there.
    private static AuthAssertionException Unmet(string? expression, string demand, string seen) => new($"{expression} should {demand}, but was {seen}.");
}
