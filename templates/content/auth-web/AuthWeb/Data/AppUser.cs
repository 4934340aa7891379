using Microsoft.AspNetCore.Identity;

namespace AuthWeb.Data;

/// <summary>A user. Add what your application knows about one.</summary>
public sealed class AppUser : IdentityUser;
