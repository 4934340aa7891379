using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AuthStrategies.Fit.Tests.Web;

/// <summary>Actions that name their schemes.</summary>
[ApiController]
[Route("schemes")]
public sealed class SchemesController : ControllerBase
{
    [Authorize(AuthenticationSchemes = "Jwt")]
    [HttpGet("jwt")]
    public string? Jwt() => User.Identity!.Name;

    [Authorize(AuthenticationSchemes = "Session")]
    [HttpGet("session")]
    public string? Session() => User.Identity!.Name;

    [Authorize(AuthenticationSchemes = "Session,Jwt")]
    [HttpGet("both")]
    public string? Both() => User.Identity!.Name;
}
