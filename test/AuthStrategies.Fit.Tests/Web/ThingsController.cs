using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AuthStrategies.Fit.Tests.Web;

/// <summary>A controller of the application.</summary>
[ApiController]
[Route("things")]
[Authorize]
public sealed class ThingsController : ControllerBase
{
    [HttpGet("mine")]
    public string Mine() => $"{User.Identity!.Name} via {User.Identity.AuthenticationType}";

    [HttpPost("mine")]
    public string Change() => "changed";

    [AllowAnonymous]
    [HttpGet("open")]
    public string Open() => User.Identity?.Name ?? "nobody";

    [Authorize("tall")]
    [HttpGet("tall")]
    public string Tall() => "tall";

    [Authorize(Roles = "admin")]
    [HttpGet("admin")]
    public string Admin() => "admin";

    [Authorize("fresh")]
    [HttpGet("fresh")]
    public string Fresh() => "fresh";

    [AllowAnonymous]
    [HttpPost("login")]
    public IActionResult Login(string name, string? scheme = null) =>
        scheme is null ? SignIn(Users.Named(name)) : SignIn(Users.Named(name), scheme);

    [HttpGet("claims")]
    public string[] Claims() => [.. User.FindAll("seen").Select(claim => claim.Value)];

    [AllowAnonymous]
    [HttpGet("broken")]
    public string Broken() => throw new InvalidOperationException($"Failure of {User.FindFirstValue("sub")}.");
}
