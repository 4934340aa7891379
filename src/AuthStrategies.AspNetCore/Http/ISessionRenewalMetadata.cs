namespace AuthStrategies.AspNetCore.Http;

/// <summary>Whether the requests of an endpoint count as activity. The last one of an endpoint counts.</summary>
internal interface ISessionRenewalMetadata
{
    bool IsRenewed { get; }
}
