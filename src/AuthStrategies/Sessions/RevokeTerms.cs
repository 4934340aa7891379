using System.Buffers;

namespace AuthStrategies.Sessions;

/// <summary>Checks what a caller of the directory says about the end of sessions.</summary>
internal static class RevokeTerms
{
    private static readonly SearchValues<char> CodeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private static readonly SessionRevokeOptions Defaults = new();

    /// <returns>How the sessions end.</returns>
    /// <exception cref="ArgumentException">An option is outside its legal range.</exception>
    public static SessionEnd Of(SessionRevokeOptions? options, DateTimeOffset now)
    {
        SessionRevokeOptions given = options ?? Defaults;
        SessionEndedBy by = given.EndedBy ?? ByOf(given.Reason);
        RequireDefined(nameof(given.Reason), given.Reason, "SessionEndReason.PasswordChanged");
        RequireDefined(nameof(given.EndedBy), by, "SessionEndedBy.Administrator");
        RequireCode(given.Code);
        return new() { Reason = given.Reason, EndedBy = by, Code = given.Code, EndedAt = now };
    }

    /// <returns>What the clients are told; <see langword="null"/> for nothing.</returns>
    public static SessionEnd? Told(SessionEnd end) => end.Reason is SessionEndReason.Unknown or SessionEndReason.LoggedOut ? null : end;

    private static SessionEndedBy ByOf(SessionEndReason reason) => reason switch
    {
        SessionEndReason.LoggedOut or SessionEndReason.ReplacedByLogin => SessionEndedBy.User,
        SessionEndReason.LoggedOutElsewhere => SessionEndedBy.OtherSession,
        SessionEndReason.SessionLimit => SessionEndedBy.Limit,
        SessionEndReason.Administrator => SessionEndedBy.Administrator,
        SessionEndReason.Safety => SessionEndedBy.SuspectedTheft,
        SessionEndReason.RevokedEverything => SessionEndedBy.RevokeEverything,
        _ => SessionEndedBy.Application,
    };

    private static void RequireDefined<T>(string option, T value, string example)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw Wrong(OptionMessages.Invalid($"SessionRevokeOptions.{option}", $"{value:D}", $"a value of {typeof(T).Name}", example));
    }

    private static void RequireCode(string? code)
    {
        const string Rule = "1 to 64 of the characters A to Z, a to z, 0 to 9, \".\", \"_\" and \"-\"";
        if (code is not null && (code.Length is 0 or > SessionRevokeOptions.MaxCodeLength || code.AsSpan().ContainsAnyExcept(CodeCharacters)))
            throw Wrong(OptionMessages.Invalid("SessionRevokeOptions.Code", $"a text of {code.Length} characters", Rule, "\"device-lost\""));
    }

#pragma warning disable CA2208 // The public callers, RevokeAsync and RevokeAllAsync, have the parameter "options".
    private static ArgumentException Wrong(string message) => new(message, "options");
#pragma warning restore CA2208
}
