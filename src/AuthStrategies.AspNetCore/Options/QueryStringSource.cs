using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>One parameter of the query string that may carry a credential, below one path.</summary>
internal sealed record QueryStringSource(PathString Path, string Parameter)
{
    /// <summary>Whether the path is this one or lies below it.</summary>
    public bool Covers(PathString path) => path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase);
}
