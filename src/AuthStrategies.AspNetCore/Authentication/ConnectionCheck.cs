using System.Security.Claims;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>What the application's check says about the user of an open connection.</summary>
/// <param name="IsAccepted">Whether the user may keep the connection. If not, its session has ended.</param>
/// <param name="IsStored">Whether the session has got another principal.</param>
/// <param name="Token">For a connection of a token: the principal that counts now; <see langword="null"/> if the check was not asked.</param>
internal readonly record struct ConnectionCheck(bool IsAccepted, bool IsStored = false, ClaimsPrincipal? Token = null);
