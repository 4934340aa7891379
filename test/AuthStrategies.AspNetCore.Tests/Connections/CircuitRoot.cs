using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>A page with one interactive component.</summary>
public sealed class CircuitRoot : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.AddMarkupContent(0, "<!DOCTYPE html>");
        builder.OpenElement(1, "html");
        builder.AddMarkupContent(2, "<head><base href=\"/\"><link rel=\"icon\" href=\"data:,\"></head>");
        builder.OpenElement(3, "body");
        builder.OpenComponent<WhoIsIt>(4);
        builder.AddComponentRenderMode(RenderMode.InteractiveServer);
        builder.CloseComponent();
        builder.AddMarkupContent(5, "<script src=\"_framework/blazor.web.js\"></script>");
        builder.CloseElement();
        builder.CloseElement();
    }
}
