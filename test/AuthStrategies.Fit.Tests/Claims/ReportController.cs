using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AuthStrategies.Fit.Tests.Claims;

/// <summary>The report from a controller.</summary>
[ApiController]
[ApiExplorerSettings(IgnoreApi = true)] // The other applications of this assembly find it too, and do not have its policies.
[Route("mvc")]
[SuppressMessage("Maintainability", "CA1515", Justification = "MVC finds only public controllers.")]
public sealed class ReportController(IAuthorizationService authorization) : ControllerBase
{
    [HttpGet("report")]
    [Authorize]
    public async Task<IActionResult> ReportAsync() => new JsonResult(await ClaimReport.OfAsync(User, authorization));

    [HttpGet("email")]
    [Authorize("email")]
    public string Email() => "email";
}
