using System.Text.Json.Serialization;

namespace NativeAot;

/// <summary>The generated JSON code of the application's own types. The library's types have their own.</summary>
[JsonSerializable(typeof(LoginForm))]
[JsonSerializable(typeof(Me))]
internal sealed partial class AppJson : JsonSerializerContext;

/// <summary>What the login form sends.</summary>
internal sealed record LoginForm(string Name, string Password);

/// <summary>The current user, as an answer and as a message.</summary>
internal sealed record Me(string Subject, string? Name);
