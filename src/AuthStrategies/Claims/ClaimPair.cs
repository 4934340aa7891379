namespace AuthStrategies.Claims;

/// <summary>The two names of one claim: the registered short name and the long name of <see cref="System.Security.Claims.ClaimTypes"/>.</summary>
internal sealed class ClaimPair(int place, string shortName, string longName)
{
    /// <summary>The bit that stands for the long name: see <see cref="LoginNames"/>.</summary>
    public int Bit { get; } = 1 << place;

    public string Short { get; } = shortName;

    public string Long { get; } = longName;

    /// <summary>Whether a type is one of the two names. Case is ignored, as in <see cref="System.Security.Claims.ClaimsIdentity"/>.</summary>
    public bool Has(string type) => IsShort(type) || IsLong(type);

    public bool IsShort(string type) => string.Equals(type, Short, StringComparison.OrdinalIgnoreCase);

    public bool IsLong(string type) => string.Equals(type, Long, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name that a type is not.</summary>
    /// <param name="type">One of the two names.</param>
    public string OtherThan(string type) => IsShort(type) ? Long : Short;
}
