//! Writes source files again with all their mutants, one of which acts at run time.
//!
//! `mutation LIST ROOT FILE…` rewrites each file in place below ROOT, whose crate needs the module
//! `mutant` (`mutant.rs`), and lists the mutants in LIST: number, file, function, line, what is changed.
//! Numbers in `LIST.skip`, those of mutants that do not compile, are listed and not written.
//!
//! `a + b` becomes `match (a, b) { (l, r) => match active(17, 18) { 17 => l - r, 18 => l * r, _ => l + r } }`,
//! so that operands are evaluated once and in their order; a comparison compares what references refer to;
//! `&&` and `||` evaluate their right side only where it decides; `a += b` evaluates `b` first. Constants,
//! patterns, types, macros and tests are left as they are.

use proc_macro2::Span;
use quote::ToTokens;
use std::fmt::Write as _;
use std::path::Path;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Block, Expr, Item, ReturnType, Stmt, Type, UnOp, parse_quote};

/// Rewrites one file after another and numbers mutants through all of them.
struct Rewriter {
    /// The number of the last mutant.
    next: u32,
    file: String,
    /// Functions around the place, the innermost last.
    function: Vec<String>,
    list: String,
    skip: std::collections::HashSet<u32>,
}

/// Whether an item is there for tests only.
fn is_test(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|a| {
        let t = a.to_token_stream().to_string().replace(' ', "");
        t.contains("cfg(test)") || t == "#[test]"
    })
}

impl Rewriter {
    /// Numbers a mutant and lists it.
    fn note(&mut self, span: Span, what: &str) -> u32 {
        self.next += 1;
        let f = self.function.last().cloned().unwrap_or_default();
        writeln!(
            self.list,
            "{}\t{}\t{}\t{}\t{}",
            self.next,
            self.file,
            f,
            span.start().line,
            what
        )
        .unwrap();
        self.next
    }
    /// Values that stand in for what a function of a type returns.
    fn values(t: &Type) -> Vec<Expr> {
        match t {
            Type::Paren(p) => Self::values(&p.elem),
            Type::Path(p) => {
                let last = p.path.segments.last().unwrap();
                let arg = |n: usize| -> Option<Type> {
                    if let syn::PathArguments::AngleBracketed(a) = &last.arguments {
                        let types: Vec<_> = a
                            .args
                            .iter()
                            .filter_map(|x| {
                                if let syn::GenericArgument::Type(t) = x {
                                    Some(t.clone())
                                } else {
                                    None
                                }
                            })
                            .collect();
                        types.get(n).cloned()
                    } else {
                        None
                    }
                };
                match last.ident.to_string().as_str() {
                    "bool" => vec![parse_quote!(true), parse_quote!(false)],
                    "f64" | "f32" => vec![parse_quote!(0.0), parse_quote!(1.0), parse_quote!(-1.0)],
                    "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => {
                        vec![parse_quote!(0), parse_quote!(1)]
                    }
                    "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => {
                        vec![parse_quote!(0), parse_quote!(1), parse_quote!(-1)]
                    }
                    "String" => vec![
                        parse_quote!(String::new()),
                        parse_quote!("xyzzy".to_string()),
                    ],
                    "Option" => {
                        let mut v: Vec<Expr> = vec![parse_quote!(None)];
                        if let Some(t) = arg(0) {
                            for e in Self::values(&t) {
                                v.push(parse_quote!(Some(#e)));
                            }
                        }
                        v
                    }
                    "Vec" => {
                        let mut v: Vec<Expr> = vec![parse_quote!(vec![])];
                        if let Some(t) = arg(0) {
                            for e in Self::values(&t) {
                                v.push(parse_quote!(vec![#e]));
                            }
                        }
                        v
                    }
                    "Result" => arg(0).map_or(vec![], |t| {
                        Self::values(&t)
                            .into_iter()
                            .map(|e| parse_quote!(Ok(#e)))
                            .collect()
                    }),
                    _ => vec![parse_quote!(Default::default())],
                }
            }
            Type::Array(a) => Self::values(&a.elem)
                .into_iter()
                .map(|e| {
                    let l = &a.len;
                    parse_quote!([#e; #l])
                })
                .collect(),
            Type::Tuple(t) if t.elems.is_empty() => vec![parse_quote!(())],
            Type::Tuple(t) => {
                let mut out: Vec<Vec<Expr>> = vec![vec![]];
                for e in &t.elems {
                    let vs = Self::values(e);
                    let mut n = vec![];
                    for o in &out {
                        for v in &vs {
                            let mut o = o.clone();
                            o.push(v.clone());
                            n.push(o);
                        }
                    }
                    out = n;
                }
                out.into_iter().map(|o| parse_quote!((#(#o),*))).collect()
            }
            _ => vec![],
        }
    }
    /// Lets a function return fixed values at once, and rewrites its body.
    fn function(
        &mut self,
        sig: &syn::Signature,
        attrs: &[syn::Attribute],
        block: &mut Block,
        visit: impl FnOnce(&mut Self, &mut Block),
    ) {
        if is_test(attrs) || sig.constness.is_some() {
            return;
        }
        self.function.push(sig.ident.to_string());
        let span = sig.ident.span();
        let values: Vec<Expr> = match &sig.output {
            ReturnType::Default => vec![parse_quote!(())],
            ReturnType::Type(_, t) => Self::values(t),
        };
        let empty = block.stmts.is_empty();
        let mut head = vec![];
        if !empty {
            for v in values {
                let text = v.to_token_stream().to_string();
                let id = self.note(span, &format!("body -> {text}"));
                if self.skip.contains(&id) {
                    continue;
                }
                let s: Stmt = parse_quote!(if crate::mutant::on(#id) { return #v; });
                head.push(s);
            }
        }
        visit(self, block);
        head.append(&mut block.stmts);
        block.stmts = head;
        self.function.pop();
    }
}

/// Whether a condition binds something.
fn has_let(e: &Expr) -> bool {
    match e {
        Expr::Let(_) => true,
        Expr::Binary(b) if matches!(b.op, BinOp::And(_)) => has_let(&b.left) || has_let(&b.right),
        _ => false,
    }
}

/// An operator and those that stand in for it.
fn swaps(op: &BinOp) -> (&'static str, Vec<&'static str>) {
    match op {
        BinOp::Add(_) => ("+", vec!["-", "*"]),
        BinOp::Sub(_) => ("-", vec!["+", "/"]),
        BinOp::Mul(_) => ("*", vec!["+", "/"]),
        BinOp::Div(_) => ("/", vec!["%", "*"]),
        BinOp::Rem(_) => ("%", vec!["/", "+"]),
        BinOp::Eq(_) => ("==", vec!["!="]),
        BinOp::Ne(_) => ("!=", vec!["=="]),
        BinOp::Lt(_) => ("<", vec!["==", ">", "<="]),
        BinOp::Gt(_) => (">", vec!["==", "<", ">="]),
        BinOp::Le(_) => ("<=", vec![">"]),
        BinOp::Ge(_) => (">=", vec!["<"]),
        BinOp::BitAnd(_) => ("&", vec!["|", "^"]),
        BinOp::BitOr(_) => ("|", vec!["&", "^"]),
        BinOp::BitXor(_) => ("^", vec!["|", "&"]),
        BinOp::Shl(_) => ("<<", vec![">>"]),
        BinOp::Shr(_) => (">>", vec!["<<"]),
        BinOp::AddAssign(_) => ("+=", vec!["-=", "*="]),
        BinOp::SubAssign(_) => ("-=", vec!["+=", "/="]),
        BinOp::MulAssign(_) => ("*=", vec!["+=", "/="]),
        BinOp::DivAssign(_) => ("/=", vec!["%=", "*="]),
        BinOp::BitOrAssign(_) => ("|=", vec!["&=", "^="]),
        BinOp::BitAndAssign(_) => ("&=", vec!["|=", "^="]),
        BinOp::And(_) => ("&&", vec!["||"]),
        BinOp::Or(_) => ("||", vec!["&&"]),
        _ => ("", vec![]),
    }
}

fn op(s: &str) -> proc_macro2::TokenStream {
    s.parse().unwrap()
}

impl VisitMut for Rewriter {
    fn visit_item_mut(&mut self, i: &mut Item) {
        match i {
            Item::Const(_) | Item::Static(_) | Item::Macro(_) | Item::Enum(_) | Item::Struct(_) => {
            }
            Item::Mod(m) if is_test(&m.attrs) => {}
            _ => visit_mut::visit_item_mut(self, i),
        }
    }
    fn visit_item_fn_mut(&mut self, f: &mut syn::ItemFn) {
        let (sig, attrs) = (f.sig.clone(), f.attrs.clone());
        self.function(&sig, &attrs, &mut f.block, |s, b| {
            visit_mut::visit_block_mut(s, b)
        });
    }
    fn visit_impl_item_fn_mut(&mut self, f: &mut syn::ImplItemFn) {
        let (sig, attrs) = (f.sig.clone(), f.attrs.clone());
        self.function(&sig, &attrs, &mut f.block, |s, b| {
            visit_mut::visit_block_mut(s, b)
        });
    }
    fn visit_item_impl_mut(&mut self, i: &mut syn::ItemImpl) {
        if let Some((_, p, _)) = &i.trait_ {
            let n = p.segments.last().unwrap().ident.to_string();
            if n == "Debug" || n == "Display" {
                return;
            }
        }
        visit_mut::visit_item_impl_mut(self, i);
    }
    fn visit_impl_item_const_mut(&mut self, _: &mut syn::ImplItemConst) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}
    fn visit_attribute_mut(&mut self, _: &mut syn::Attribute) {}
    fn visit_path_mut(&mut self, _: &mut syn::Path) {}
    fn visit_expr_match_mut(&mut self, m: &mut syn::ExprMatch) {
        // An arm is deleted only where a wildcard takes what it took.
        let wild = m
            .arms
            .iter()
            .any(|a| matches!(a.pat, syn::Pat::Wild(_)) && a.guard.is_none());
        visit_mut::visit_expr_mut(self, &mut m.expr);
        for a in &mut m.arms {
            if let Some((_, g)) = &mut a.guard {
                if !has_let(g) {
                    let span = g.span();
                    self.visit_expr_mut(g);
                    let t = self.note(span, "guard -> true");
                    let f = self.note(span, "guard -> false");
                    let old = (**g).clone();
                    *g = Box::new(
                        parse_quote!(match crate::mutant::active(#t, #f) { #t => true, #f => false, _ => #old }),
                    );
                }
            }
            if wild && !matches!(a.pat, syn::Pat::Wild(_)) {
                let text: String = a.pat.to_token_stream().to_string();
                let id = self.note(a.pat.span(), &format!("delete arm {text}"));
                if !self.skip.contains(&id) {
                    a.guard = Some(match a.guard.take() {
                        Some((i, g)) => {
                            (i, Box::new(parse_quote!(!crate::mutant::on(#id) && (#g))))
                        }
                        None => (
                            Default::default(),
                            Box::new(parse_quote!(!crate::mutant::on(#id))),
                        ),
                    });
                }
            }
            self.visit_expr_mut(&mut a.body);
        }
    }
    fn visit_expr_repeat_mut(&mut self, r: &mut syn::ExprRepeat) {
        self.visit_expr_mut(&mut r.expr);
    }
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_expr_mut(&mut self, e: &mut Expr) {
        if let Expr::Match(m) = e {
            self.visit_expr_mut(&mut m.expr);
            // Visited once; the arms' visit would see it again.
            let scr = std::mem::replace(&mut m.expr, Box::new(parse_quote!(())));
            self.visit_expr_match_mut(m);
            m.expr = scr;
            return;
        }
        visit_mut::visit_expr_mut(self, e);
        match e {
            Expr::Unary(u) => {
                let (what, ok) = match u.op {
                    UnOp::Not(_) => ("delete !", true),
                    UnOp::Neg(_) => ("delete -", true),
                    _ => ("", false),
                };
                if ok {
                    let id = self.note(u.span(), what);
                    if self.skip.contains(&id) {
                        return;
                    }
                    let inner = &u.expr;
                    let o = &u.op;
                    *e = parse_quote!((match (#inner) { l__ => match crate::mutant::active(#id, #id) { #id => l__, _ => #o l__ } }));
                }
            }
            Expr::Binary(b) => {
                let (name, all) = swaps(&b.op);
                if all.is_empty() || has_let(&b.left) || has_let(&b.right) {
                    return;
                }
                let span = b.op.span();
                let ids: Vec<(u32, &str)> = all
                    .iter()
                    .map(|s| (self.note(span, &format!("{name} -> {s}")), *s))
                    .collect();
                let first = ids[0].0;
                let last = ids[ids.len() - 1].0;
                let ids: Vec<_> = ids
                    .into_iter()
                    .filter(|(i, _)| !self.skip.contains(i))
                    .collect();
                if ids.is_empty() {
                    return;
                }
                let (l, r) = (&b.left, &b.right);
                let orig = op(name);
                let idn: Vec<u32> = ids.iter().map(|x| x.0).collect();
                let ops: Vec<_> = ids.iter().map(|x| op(x.1)).collect();
                *e = match b.op {
                    BinOp::And(_) => {
                        parse_quote!({ let l__: bool = #l; let swapped__ = crate::mutant::on(#first); if l__ != swapped__ { #r } else { swapped__ } })
                    }
                    BinOp::Or(_) => {
                        parse_quote!({ let l__: bool = #l; let swapped__ = crate::mutant::on(#first); if l__ == swapped__ { #r } else { !swapped__ } })
                    }
                    BinOp::Eq(_)
                    | BinOp::Ne(_)
                    | BinOp::Lt(_)
                    | BinOp::Le(_)
                    | BinOp::Gt(_)
                    | BinOp::Ge(_) => {
                        parse_quote!((match (&(#l), &(#r)) { (l__, r__) => match crate::mutant::active(#first, #last) { #(#idn => *l__ #ops *r__,)* _ => *l__ #orig *r__ } }))
                    }
                    BinOp::AddAssign(_)
                    | BinOp::SubAssign(_)
                    | BinOp::MulAssign(_)
                    | BinOp::DivAssign(_)
                    | BinOp::BitOrAssign(_)
                    | BinOp::BitAndAssign(_) => {
                        parse_quote!({ let r__ = #r; let l__ = &mut (#l); match crate::mutant::active(#first, #last) { #(#idn => *l__ #ops r__,)* _ => *l__ #orig r__ } })
                    }
                    _ => {
                        parse_quote!((match (#l, #r) { (l__, r__) => match crate::mutant::active(#first, #last) { #(#idn => l__ #ops r__,)* _ => l__ #orig r__ } }))
                    }
                };
            }
            _ => {}
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    assert!(args.len() > 2, "mutation LIST ROOT FILE…");
    let (list, root) = (&args[0], &args[1]);
    let skip = std::fs::read_to_string(format!("{list}.skip"))
        .unwrap_or_default()
        .split_whitespace()
        .map(|x| x.parse().unwrap())
        .collect();
    let mut r = Rewriter {
        next: 0,
        file: String::new(),
        function: vec![],
        list: String::new(),
        skip,
    };
    for f in &args[2..] {
        let p = Path::new(root).join(f);
        let mut file = syn::parse_file(&std::fs::read_to_string(&p).unwrap()).unwrap();
        r.file = f.clone();
        r.visit_file_mut(&mut file);
        std::fs::write(&p, prettyplease::unparse(&file)).unwrap();
    }
    std::fs::write(list, r.list).unwrap();
    eprintln!("{} mutants", r.next);
}
