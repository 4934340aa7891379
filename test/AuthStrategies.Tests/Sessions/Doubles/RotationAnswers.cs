namespace AuthStrategies.Tests.Sessions.Doubles;

/// <summary>The verbs that the rules of rotation answer, and their answers as texts.</summary>
internal static class RotationAnswers
{
    public static string[] Verbs { get; } = ["authenticate", "authenticate a cookie", "refresh", "refresh a cookie", "at headers"];

    /// <summary>Asks a strategy.</summary>
    /// <returns>The answer without random values, and what it handed out.</returns>
    public static async Task<(string Answer, string? Handed)> AskAsync(SessionStrategy strategy, string verb, string token, CancellationToken cancellationToken = default)
    {
        ICookieRotation cookies = strategy;
        return verb switch
        {
            "authenticate" => (Text(await strategy.AuthenticateAsync(token, cancellationToken)), null),
            "authenticate a cookie" => (Text(await cookies.AuthenticateCookieAsync(token, cancellationToken)), null),
            "refresh" => Of(await strategy.RefreshAsync(token, cancellationToken), token),
            "refresh a cookie" => Of(await cookies.RefreshAsync(token, new() { InCookie = true }, cancellationToken), token),
            _ => await cookies.RotateAtHeadersAsync(token, null, cancellationToken) is { } handed ? ("handed", handed.Value) : ("nothing", null),
        };
    }

    private static string Text(AuthResult result) =>
        result.Succeeded ? $"accepted, due {result.RotationDue}, authenticated {result.AuthenticatedAt:O}" : $"refused: {result.Failure!.Reason}";

    private static (string Answer, string? Handed) Of(RefreshResult result, string token)
    {
        if (result.Failure is { } failure)
            return ($"refused: {failure.Reason}", null);
        if (result.IsUnchanged)
            return ("unchanged", null);

        return result.Credential!.Value == token ? ("the same token", null) : ("handed", result.Credential.Value);
    }
}
