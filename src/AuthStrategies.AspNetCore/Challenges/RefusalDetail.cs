using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>Carries the reason of an endpoint's refusal to the challenge. It is a parameter and no item: it goes into no state and no URL.</summary>
internal static class RefusalDetail
{
    private const string Name = "authstrategies.refusal";

    public static AuthenticationProperties Of(string refusal) => new(null, new Dictionary<string, object?> { [Name] = refusal });

    public static string? Find(AuthenticationProperties? properties) => properties?.GetParameter<string>(Name);
}
