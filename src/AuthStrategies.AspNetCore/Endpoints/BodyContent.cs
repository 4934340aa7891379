namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>What the body of a refresh or logout request contains.</summary>
internal readonly record struct BodyContent
{
    /// <summary>The refresh token, if there is one.</summary>
    public string? Token { get; init; }

    /// <summary>What is wrong with the body, in a sentence without a part of it.</summary>
    public string? Mistake { get; init; }

    /// <summary>Whether the body has content, and no refresh token is in it.</summary>
    public bool IsOther { get; init; }

    /// <summary>Never the token.</summary>
    public override string ToString() => Mistake ?? (Token is null ? "no token" : "a token");
}
