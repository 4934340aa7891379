using System.Diagnostics.CodeAnalysis;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Whose sessions a request may list and end, or why it may not although its credential is accepted.</summary>
/// <param name="Subject">The subject; <see langword="null"/> if there is none.</param>
/// <param name="Refusal">Why there is none, for a developer. It contains nothing of the credential.</param>
internal readonly record struct OwnSubject(string? Subject, string? Refusal = null)
{
    public static OwnSubject OfEndedSession => new(null, "The session of the credential has ended since the request was authenticated. Log in again.");

    public static OwnSubject OfEndedToken => new(
        null,
        "The session of the access token has ended. The token is accepted elsewhere until it expires, but it manages no sessions. Log in again. To refuse such tokens everywhere, set RequireLiveSession to true.");

    public static OwnSubject OfAnotherSession => new(null, "The session that the credential names belongs to another strategy or another user, so the credential manages no sessions.");

    public static OwnSubject WithoutUser => new(null, "The credential names no user.");

    /// <summary>Whether there is a subject.</summary>
    [MemberNotNullWhen(true, nameof(Subject))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsFound => Subject is not null;

    public static OwnSubject OfAnotherIssuer(string strategy) => new(
        null,
        $"The strategy {strategy} accepted the credential, but it only verifies: its users are those of another issuer and have no sessions in this application. Send a credential that this application issued.");
}
