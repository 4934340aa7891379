namespace AuthApi;

/// <summary>The body of a registration and of a login.</summary>
public sealed record AccountForm(string Name, string Password)
{
    /// <summary>What is wrong with it as a registration, or null.</summary>
    public Dictionary<string, string[]>? Problem =>
        string.IsNullOrWhiteSpace(Name) || Name.Length > 100 ? new() { ["name"] = ["The name needs 1 to 100 characters."] }
        : Password is not { Length: >= 8 and <= 100 } ? new() { ["password"] = ["The password needs 8 to 100 characters."] }
        : null;
}

/// <summary>The answer of GET /me.</summary>
public sealed record Me(string Id, string Name);
