using AuthStrategies;
using AuthStrategies.AspNetCore;
using AuthWeb.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AuthWeb.Pages;

public sealed class SessionsModel(ISessionDirectory directory, UserManager<AppUser> users) : PageModel
{
    public IReadOnlyList<SessionInfo> Sessions { get; private set; } = [];

    public SessionId? Current => HttpContext.Features.Get<IAuthRequestFeature>()?.Result.SessionId;

    private string UserId => users.GetUserId(User)!;

    public async Task OnGetAsync(CancellationToken cancellationToken) => Sessions = await directory.ListAsync(UserId, cancellationToken);

    public async Task<IActionResult> OnPostEndAsync(string id, CancellationToken cancellationToken)
    {
        // Only a session of this user is ended, whatever id the form sends.
        if (SessionId.TryParse(id, out SessionId session))
            await directory.RevokeAsync(UserId, session, cancellationToken: cancellationToken);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostOthersAsync(CancellationToken cancellationToken)
    {
        await directory.RevokeAllAsync(UserId, except: Current, cancellationToken: cancellationToken);
        return RedirectToPage();
    }
}
