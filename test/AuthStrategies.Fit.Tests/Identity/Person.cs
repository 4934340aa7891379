using Microsoft.AspNetCore.Identity;

namespace AuthStrategies.Fit.Tests.Identity;

/// <summary>The user of the application.</summary>
public sealed class Person : IdentityUser
{
}
