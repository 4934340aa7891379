using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Reads a header whose value is a credential and nothing else.</summary>
internal static class TokenHeader
{
    public static void Read(string name, StringValues headers, PresentedCredentials presented)
    {
        if (headers.Count == 0)
            return;

        presented.HasTokenHeader = true;
        if (headers.Count > 1)
            presented.Refuse($"The request contains more than one header {name}.", RequestRefusal.SeveralCredentials);
        else if (!BearerHeader.IsToken(headers[0]))
            presented.Refuse($"The header {name} must contain one token and nothing else, without a scheme.", RequestRefusal.Malformed);
        else
            presented.Add(new(headers[0]!, CredentialSource.Header, name));
    }
}
