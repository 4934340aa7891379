using AuthStrategies.AspNetCore.Challenges;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Results that several endpoints give.</summary>
internal static class EndpointResults
{
    /// <summary>Challenges the client: the response says why it is not authenticated.</summary>
    public static ChallengeHttpResult Challenge => TypedResults.Challenge(authenticationSchemes: [AuthStrategyDefaults.Scheme]);

    /// <summary>Challenges a client whose credential was accepted and does not do for this endpoint. Only a developer is told why.</summary>
    public static ChallengeHttpResult ChallengeBecause(string refusal) =>
        TypedResults.Challenge(RefusalDetail.Of(refusal), [AuthStrategyDefaults.Scheme]);
}
