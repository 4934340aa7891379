using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>A credential that was issued while a request was handled, and the strategy that issued it.</summary>
internal sealed record IssuedInRequest(IssuedCredential Credential, HttpStrategy Strategy);
