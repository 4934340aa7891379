using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Results that several endpoints give.</summary>
internal static class EndpointResults
{
    /// <summary>Challenges the client: the response says why it is not authenticated.</summary>
    public static ChallengeHttpResult Challenge => TypedResults.Challenge(authenticationSchemes: [AuthStrategyDefaults.Scheme]);
}
