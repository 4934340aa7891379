using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Registration;

/// <summary>One parameter of the query string that may carry a credential, below one path.</summary>
internal sealed record QueryStringSource(PathString Path, string Parameter);
