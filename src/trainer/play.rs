//! What comes of the visitor's playing: codes are made of what is set, and decoded.

use super::{Plane, Trainer};
use crate::gpu::GpuError;
use crate::play::{
    Digit, MOST_FRAMES, Pin, Play, Played, STYLES, between, noisy_codes, prior_codes, uniform_codes,
};
use crate::statistics::Statistics;

/// Half the width of a slider for a number with a standard normal prior.
const PRIOR_REACH: f32 = 3.0;

impl Trainer {
    /// Makes and decodes the codes that `play` asks for, about `digit`, the digit at hand. A network that is given
    /// classes decodes noise and sliders with the digit's, random codes with each, and all else with `class`, the
    /// plane's.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn play(
        &mut self,
        play: &Play,
        digit: &Digit,
        class: u8,
        plane: &Plane,
        statistics: &Statistics,
    ) -> Result<Played, GpuError> {
        let latent = self.model().latent() as usize;
        let prior = self.model().code.has_prior();
        let pinned = play.pins.each_ref().map(|pin| match pin {
            Pin::Place(_) => digit,
            Pin::Digit(pinned) => pinned,
        });
        let asked = [digit, pinned[0], pinned[1]];
        let probed =
            self.probe(&asked.map(|digit| digit.picture.as_slice()), &asked.map(|digit| digit.class)).await?;
        let code = probed[0].mu.clone();
        let ends = [0, 1].map(|end| match play.pins[end] {
            Pin::Place(point) => plane.code(point),
            Pin::Digit(_) => probed[1 + end].mu.clone(),
        });
        let frames = play.frames.clamp(2, MOST_FRAMES);
        let along = |t: f32| between(&ends[0], &ends[1], t, play.way);
        let path: Vec<_> = (0..frames).map(|frame| along(frame as f32 / (frames - 1) as f32)).collect();
        let now = along(play.at.clamp(0.0, 1.0));
        let set = play.code.clone().filter(|set| set.len() == latent).unwrap_or_else(|| code.clone());
        let (unit, ranges) = if prior {
            (vec![1.0; latent], vec![[-PRIOR_REACH, PRIOR_REACH]; latent])
        } else {
            (statistics.deviation.clone(), statistics.ranges())
        };
        let mut random =
            if prior { prior_codes(latent, play.draw) } else { uniform_codes(&ranges, play.draw) };
        let mut random_classes = vec![class; random.len() / latent];
        let classes = self.model().classes();
        if classes > 0 {
            random = random[..STYLES as usize * latent].repeat(classes as usize);
            random_classes = (0..classes as u8).flat_map(|class| [class; STYLES as usize]).collect();
        }
        let groups = [path.concat(), now.clone(), noisy_codes(&code, &unit, play.noise), set, random];
        let own = [class, class, digit.class, digit.class];
        let classes = groups.iter().zip(own).flat_map(|(codes, class)| vec![class; codes.len() / latent]);
        let classes: Vec<u8> = classes.chain(random_classes).collect();
        let pictures = self.decode_sheet(&groups.concat(), &classes).await?;
        let mut rest = pictures.as_slice();
        let pixels = self.model().input.numbers() as usize;
        let [path_pictures, now_picture, noisy, set, random] = groups.map(|codes| {
            let (these, others) = rest.split_at(codes.len() / latent * pixels);
            rest = others;
            these.to_vec()
        });
        Ok(Played {
            digit: digit.clone(),
            code,
            ranges,
            pins: ends.map(|end| plane.point(&end)),
            points: path.iter().map(|code| plane.point(code)).collect(),
            point: plane.point(&now),
            path: path_pictures,
            now: now_picture,
            noisy,
            set,
            random,
        })
    }
}
