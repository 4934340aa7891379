using AuthStrategies.Configuration;
using AuthStrategies.Jwt;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Registration;

/// <summary>What each kind of strategy can do.</summary>
internal static class StrategyCapabilities
{
    /// <summary>A session strategy: it issues, keeps and refreshes its tokens, and has no separate refresh token.</summary>
    public static AuthStrategyCapabilities Session { get; } = new()
    {
        Formats = CredentialFormats.SessionToken,
        IssuesCredentials = true,
        KeepsSessions = true,
        CanRefresh = true,
        KeepsItems = true,
        BindsKeys = true,
        BindsDevices = true,
    };

    /// <summary>A custom strategy that states nothing: it is asked for what it can refuse in a call, and for no keys, devices or items.</summary>
    public static AuthStrategyCapabilities Unstated { get; } = new()
    {
        IssuesCredentials = true,
        KeepsSessions = true,
        CanRefresh = true,
        IssuesRefreshTokens = true,
    };

    /// <summary>A JWT strategy, by its current options.</summary>
    public static AuthStrategyCapabilities Jwt(IServiceProvider services, string name)
    {
        JwtPolicy policy = services.GetRequiredKeyedService<PolicySource<JwtPolicy>>(name).Current;
        return new()
        {
            Formats = policy.Encryption is null ? CredentialFormats.SignedJwt : CredentialFormats.SignedJwt | CredentialFormats.EncryptedJwt,
            IssuesCredentials = policy.KeyPolicy.CanSign,
            KeepsSessions = policy.IssuesRefreshTokens,
            CanRefresh = policy.CanRefresh,
            IssuesRefreshTokens = policy.IssuesRefreshTokens,
            AuthenticatesRefreshTokens = policy.CanRefresh,
            BindsKeys = true,
        };
    }
}
