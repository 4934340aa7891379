using AuthStrategies;
using AuthWeb.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AuthWeb.Pages;

public sealed class LoginModel(SignInManager<AppUser> signIn) : PageModel
{
    [BindProperty]
    public Credentials Form { get; set; } = new();

    [BindProperty]
    public bool Remember { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Why the last session ended, where the user may be told.</summary>
    public string? EndReason => HttpContext.FindSessionEndReason() switch
    {
        SessionEndReason.PasswordChanged => "Your password was changed. Log in again.",
        SessionEndReason.Safety => "The session was ended for safety. Log in again.",
        null => null,
        _ => "Your session has ended. Log in again.",
    };

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
            return Page();

        // Wrong passwords lock the account for a while.
        var result = await signIn.PasswordSignInAsync(Form.Email, Form.Password, Remember, lockoutOnFailure: true);
        if (result.Succeeded)
            return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");

        ModelState.AddModelError("", result.IsLockedOut ? "Too many attempts. Try again later." : "The e-mail address or the password is wrong.");
        return Page();
    }
}
