using System.Runtime.CompilerServices;
using System.Security.Claims;

namespace AuthStrategies.Testing;

/// <summary>
/// Assertions about results, for every test framework: each throws an <see cref="AuthAssertionException"/> if it
/// fails, and returns the value that the test needs next. No message contains a credential.
/// </summary>
public static class AuthResultAssertions
{
    /// <summary>Demands a success.</summary>
    /// <param name="result">The result.</param>
    /// <param name="expression">The source text of <paramref name="result"/>; the compiler fills it in.</param>
    /// <returns>The principal.</returns>
    /// <exception cref="AuthAssertionException">The result is a failure or not applicable.</exception>
    public static ClaimsPrincipal ShouldSucceed(this AuthResult result, [CallerArgumentExpression(nameof(result))] string? expression = null) =>
        result.Succeeded ? result.Principal : throw Unmet(expression, "succeed", result.ToString());

    /// <summary>Demands a failure with this reason.</summary>
    /// <param name="result">The result.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="expression">The source text of <paramref name="result"/>; the compiler fills it in.</param>
    /// <returns>The failure.</returns>
    /// <exception cref="AuthAssertionException">The result is a success, not applicable, or a failure with another reason.</exception>
    public static AuthFailure ShouldFailWith(this AuthResult result, AuthFailureReason reason, [CallerArgumentExpression(nameof(result))] string? expression = null) =>
        result.Failure is { } failure && failure.Reason == reason ? failure : throw Unmet(expression, $"fail with {reason}", result.ToString());

    /// <summary>Demands that the text was not a credential of the strategy.</summary>
    /// <param name="result">The result.</param>
    /// <param name="expression">The source text of <paramref name="result"/>; the compiler fills it in.</param>
    /// <exception cref="AuthAssertionException">The result is a success or a failure.</exception>
    public static void ShouldNotApply(this AuthResult result, [CallerArgumentExpression(nameof(result))] string? expression = null)
    {
        if (result.IsApplicable)
            throw Unmet(expression, "be not applicable", result.ToString());
    }

    /// <summary>Demands a success.</summary>
    /// <param name="result">The result.</param>
    /// <param name="expression">The source text of <paramref name="result"/>; the compiler fills it in.</param>
    /// <returns>The new credential.</returns>
    /// <exception cref="AuthAssertionException">The result is a failure or not applicable.</exception>
    public static IssuedCredential ShouldSucceed(this RefreshResult result, [CallerArgumentExpression(nameof(result))] string? expression = null) =>
        result.Succeeded ? result.Credential : throw Unmet(expression, "succeed", result.ToString());

    /// <summary>Demands a failure with this reason.</summary>
    /// <param name="result">The result.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="expression">The source text of <paramref name="result"/>; the compiler fills it in.</param>
    /// <returns>The failure.</returns>
    /// <exception cref="AuthAssertionException">The result is a success, not applicable, or a failure with another reason.</exception>
    public static AuthFailure ShouldFailWith(this RefreshResult result, AuthFailureReason reason, [CallerArgumentExpression(nameof(result))] string? expression = null) =>
        result.Failure is { } failure && failure.Reason == reason ? failure : throw Unmet(expression, $"fail with {reason}", result.ToString());

    /// <summary>Demands that the text was not a credential that the strategy can refresh.</summary>
    /// <param name="result">The result.</param>
    /// <param name="expression">The source text of <paramref name="result"/>; the compiler fills it in.</param>
    /// <exception cref="AuthAssertionException">The result is a success or a failure.</exception>
    public static void ShouldNotApply(this RefreshResult result, [CallerArgumentExpression(nameof(result))] string? expression = null)
    {
        if (result.IsApplicable)
            throw Unmet(expression, "be not applicable", result.ToString());
    }

    // Results mask credentials in their text. The expression is source code, which contains a credential only if the test's author wrote one.
    private static AuthAssertionException Unmet(string? expression, string demand, string seen) => new($"{expression} should {demand}, but was {seen}.");
}
