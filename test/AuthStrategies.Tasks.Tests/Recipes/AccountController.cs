using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace AuthStrategies.Tasks.Tests.Recipes;

public sealed class LoginModel
{
    [Required]
    public string Name { get; set; } = "";

    [Required, DataType(DataType.Password)]
    public string Password { get; set; } = "";

    public bool RememberMe { get; set; }
}

public sealed class AccountController(Users users) : Controller
{
    [HttpGet("/login")]
    public IActionResult Login() => View(new LoginModel());

    [HttpPost("/login"), ValidateAntiForgeryToken]
    public IActionResult Login(LoginModel model)
    {
        if (ModelState.IsValid && users.Check(new(model.Name, model.Password)) is { } user)
            return SignIn(user, new AuthenticationProperties { IsPersistent = model.RememberMe });

        ModelState.AddModelError("", "The name or the password is wrong.");
        return View(model);
    }
}
