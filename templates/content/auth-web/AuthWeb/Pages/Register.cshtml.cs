using AuthWeb.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AuthWeb.Pages;

public sealed class RegisterModel(UserManager<AppUser> users, SignInManager<AppUser> signIn) : PageModel
{
    [BindProperty]
    public Credentials Form { get; set; } = new();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
            return Page();

        AppUser user = new() { UserName = Form.Email, Email = Form.Email };
        IdentityResult result = await users.CreateAsync(user, Form.Password);
        if (result.Succeeded)
        {
            await signIn.SignInAsync(user, isPersistent: false);
            return LocalRedirect("/");
        }

        // The user name is the e-mail address: one message is enough.
        foreach (IdentityError error in result.Errors.Where(error => error.Code != nameof(IdentityErrorDescriber.DuplicateUserName)))
            ModelState.AddModelError("", error.Description);
        return Page();
    }
}
